using System.Buffers;

namespace Gateway.Shard.WebsocketClient;

/// <summary>
/// Holds writes back while it is told to, and sends them together with the first that comes afterwards: several
/// WebSocket messages in one system call, and one TLS record.
/// </summary>
/// <remarks>
/// The WebSocket above writes one frame at a time, and each whole; so is this called. <see cref="Holds"/> may be set
/// from another thread: a frame that the WebSocket writes on its own (a pong) then waits with the others, or goes with them.
/// </remarks>
internal sealed class WriteGather(Stream inner, ArrayPool<byte> pool)
{
    /// <summary>What is held at most, in bytes: pongs of a peer that pings without end must not pile up.</summary>
    public const int MaxHeld = 64 * 1024;

    private byte[]? _held;
    private int _length;
    private volatile bool _holds;

    /// <summary>Whether writes wait for the next one.</summary>
    public bool Holds
    {
        get => _holds;
        set => _holds = value;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (_held is null && (!_holds || frame.Length > MaxHeld))
            return inner.WriteAsync(frame, cancellationToken);
        if (_length + frame.Length > MaxHeld)
            return WriteBothAsync(frame, cancellationToken);
        _held ??= pool.Rent(MaxHeld);
        frame.CopyTo(_held.AsMemory(_length));
        _length += frame.Length;
        return _holds ? default : WriteHeldAsync(cancellationToken);
    }

    private async ValueTask WriteBothAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await WriteHeldAsync(cancellationToken).ConfigureAwait(false);
        await inner.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteHeldAsync(CancellationToken cancellationToken)
    {
        var held = _held!;
        try
        {
            await inner.WriteAsync(held.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            (_held, _length) = (null, 0);
            pool.Return(held);
        }
    }
}
