using Gateway.Core.Machine;

namespace Gateway.Core.Limits;

/// <summary>
/// Decides when a shard may dial, so that a thousand shards that were dropped together come back in order and not all at once.
/// One gate is shared by the shards of a process. Asked before every dial, after the shard's own back-off.
/// </summary>
/// <remarks>Safe for concurrent use. A shard without a gate dials as soon as its back-off allows.</remarks>
public interface IConnectGate
{
    /// <summary>Waits until the shard may dial. There is no deadline: the shard's status shows that it waits.</summary>
    /// <param name="request">Who wants to dial, and why.</param>
    /// <param name="cancellationToken">Gives up the place in the queue, at no cost to others.</param>
    ValueTask<ConnectGrant> AcquireAsync(ConnectRequest request, CancellationToken cancellationToken);
}

/// <summary>Who wants to dial.</summary>
/// <param name="Shard">Which shard.</param>
/// <param name="WillResume">True: it has a session to resume. False: it will identify.</param>
/// <param name="After">How its last connection, or the attempt to make one, ended; null before the first dial.</param>
/// <param name="ReadyFor">How long that connection was Ready; null when it did not come so far.</param>
public readonly record struct ConnectRequest(ShardId Shard, bool WillResume, Ending? After, TimeSpan? ReadyFor = null);

/// <summary>
/// The right to dial once. The holder tells what becomes of the connection: <see cref="Greeted"/>, then
/// <see cref="Settled"/>; or disposes the grant unused.
/// </summary>
/// <remarks>All members are idempotent and safe to call from any thread.</remarks>
public abstract class ConnectGrant : IDisposable
{
    /// <summary>Hello was received; an Identify or a Resume follows.</summary>
    public abstract void Greeted();

    /// <summary>The connection has come to READY or RESUMED, or has ended before.</summary>
    /// <param name="ready">Whether it has come to READY or RESUMED.</param>
    public abstract void Settled(bool ready);

    /// <summary>Gives the grant back: unused, if nothing was told of it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    protected abstract void Dispose(bool disposing);
}
