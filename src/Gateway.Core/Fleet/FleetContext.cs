using Gateway.Core.Driver;
using Gateway.Core.Limits;
using Gateway.Core.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Fleet;

/// <summary>What the members of a fleet share.</summary>
internal sealed class FleetContext : IDisposable
{
    private readonly BucketIdentifyRateLimiter? _ownLimiter;

    public FleetContext(ShardManagerOptions options, ITransport transport)
    {
        Options = options;
        Transport = transport;
        _ownLimiter = options.Shard.IdentifyLimiter is null ? new BucketIdentifyRateLimiter(TimeProvider) : null;
        Template = options.Shard with { IdentifyLimiter = options.Shard.IdentifyLimiter ?? _ownLimiter };
        Logger = Template.LoggerFactory?.CreateLogger("Gateway.Core.ShardManager") ?? NullLogger.Instance;
        Changes = new ChangeHub(options.MaxPendingChanges, Scheduler, Logger);
    }

    public ShardManagerOptions Options { get; }

    public ITransport Transport { get; }

    /// <summary>What every shard is made from, with what the fleet adds.</summary>
    public GatewayShardOptions Template { get; }

    public ILogger Logger { get; }

    public ChangeHub Changes { get; }

    public GatewayScheduler Scheduler => Options.Shard.Scheduler;

    public TimeProvider TimeProvider => Options.Shard.TimeProvider;

    /// <summary>When no shard runs any more.</summary>
    public void Dispose() => _ownLimiter?.Dispose();
}
