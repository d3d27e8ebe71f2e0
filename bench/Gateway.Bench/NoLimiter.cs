using Gateway.Core;
using Gateway.Core.Limits;

namespace Gateway.Bench;

/// <summary>Many shards shall not wait for each other's five seconds here.</summary>
internal sealed class NoLimiter : IIdentifyRateLimiter
{
    public static NoLimiter Instance { get; } = new();

    public ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken) => new(new Permit());

    public void Update(SessionStartLimit limit)
    {
    }

    private sealed class Permit : IdentifyPermit
    {
        public override void Sent()
        {
        }

        public override void Settled(IdentifyOutcome outcome)
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
