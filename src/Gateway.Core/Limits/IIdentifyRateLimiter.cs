namespace Gateway.Core.Limits;

/// <summary>
/// Decides when a shard may identify. One limiter is shared by all shards of a token; an implementation that spans
/// processes can take the default's place. Resuming never asks it.
/// </summary>
/// <remarks>Safe for concurrent use. <c>IdentifyRateLimiterContract</c> in the tests can be run against any implementation.</remarks>
public interface IIdentifyRateLimiter
{
    /// <summary>Waits, first come first served within a bucket, until the shard may identify.</summary>
    /// <param name="shard">Who wants to identify.</param>
    /// <param name="cancellationToken">Gives up the place in the queue, at no cost to others.</param>
    ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken);

    /// <summary>Tells the limiter what Get Gateway Bot said. Applies at once, also to those who wait.</summary>
    void Update(SessionStartLimit limit);
}

/// <summary>How an identify ended.</summary>
public enum IdentifyOutcome
{
    /// <summary>READY came.</summary>
    Ready,

    /// <summary>Discord answered with op 9.</summary>
    InvalidSession,

    /// <summary>The connection ended before READY.</summary>
    Closed,

    /// <summary>READY did not come in time.</summary>
    TimedOut,
}

/// <summary>
/// The right to send one Identify. The holder calls <see cref="Sent"/> when the Identify is handed to the socket,
/// then <see cref="Settled"/>; or disposes the permit unsent, which costs nothing.
/// </summary>
/// <remarks>All members are idempotent and safe to call from any thread.</remarks>
public abstract class IdentifyPermit : IDisposable
{
    /// <summary>The Identify is being sent: the permit is spent.</summary>
    public abstract void Sent();

    /// <summary>The identify has ended; the next one of the bucket need not wait for it any longer.</summary>
    public abstract void Settled(IdentifyOutcome outcome);

    /// <summary>Gives the permit back: unsent at no cost; sent but not settled, as <see cref="IdentifyOutcome.Closed"/>.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    protected abstract void Dispose(bool disposing);
}
