using System.IO.Pipelines;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Hosting;

/// <summary>One WebSocket from its upgrade to its end: reads frames and tells the server.</summary>
internal sealed class SocketSession
{
    /// <summary>RFC 6455 §7.4.1: the peer broke the protocol.</summary>
    private const int ProtocolError = 1002;

    private readonly FrontDoor _door;
    private readonly PipeReader _reader;
    private readonly FrameParser _parser;
    private readonly SocketPeer _peer;
    private readonly Action _reset;
    private readonly Lock _resetGate = new();
    private bool _over;
    private int _id;

    public SocketSession(GatewayServer server, Stream stream, SimulatorHostOptions options, Action reset)
    {
        _door = server.Door;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        _parser = new FrameParser(server.Options.MaxPayloadBytes);
        _peer = new SocketPeer(stream, options.MaxQueuedBytes, _reader.CancelPendingRead, Reset) { Time = options.Time };
        _reset = reset;
    }

    /// <summary>Ends when the socket has, or when both close frames are through. Never throws for what the peer does.</summary>
    /// <param name="host">Which address it came to.</param>
    /// <param name="query">The query of the URL.</param>
    /// <param name="gone">Fires when the socket is gone.</param>
    public async Task RunAsync(GatewayHost host, string query, CancellationToken gone)
    {
        _id = _door.Open(_peer, host, query);
        var writing = _peer.WriteAsync(gone);
        try
        {
            var closed = await ReadAsync(gone).ConfigureAwait(false);
            if (!closed && !_peer.IsEnding)
            {
                // No reader any more, so nothing to write for either.
                _peer.Abort();
            }
        }
        finally
        {
            _peer.Complete();
            await writing.ConfigureAwait(false);
            _door.Lost(_id, _peer.ClientWasTooSlow);
            await _reader.CompleteAsync().ConfigureAwait(false);
            lock (_resetGate)
            {
                _over = true;
            }
        }
    }

    /// <summary>Comes from a thread of its own, maybe when the request is over and must not be touched any more.</summary>
    private void Reset()
    {
        lock (_resetGate)
        {
            if (!_over)
            {
                _reset();
            }
        }
    }

    /// <returns>Whether it ended with the client's close frame.</returns>
    private async Task<bool> ReadAsync(CancellationToken gone)
    {
        try
        {
            while (!_peer.IsEnding)
            {
                if (_peer.IsDeaf)
                {
                    await UntilAsync(gone).ConfigureAwait(false);
                    return false;
                }

                var result = await _reader.ReadAsync(gone).ConfigureAwait(false);
                var buffer = result.Buffer;
                if (_peer.IsDeaf)
                {
                    _reader.AdvanceTo(buffer.Start);
                    continue;
                }

                var closed = !_peer.IsFrozen && !_peer.IsEnding && Handle(ref buffer);
                _reader.AdvanceTo(_peer.IsFrozen ? buffer.End : buffer.Start, buffer.End);
                if (closed || result.IsCompleted)
                {
                    return closed;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The socket is gone.
        }

        return false;
    }

    /// <returns>True when the client's close frame has come.</returns>
    private bool Handle(ref System.Buffers.ReadOnlySequence<byte> buffer)
    {
        while (true)
        {
            switch (_parser.Read(ref buffer, out var payload))
            {
                case FrameKind.None:
                    return false;
                case FrameKind.Message:
                    _door.Receive(_id, payload);
                    break;
                case FrameKind.TooLarge:
                    _door.Receive(_id, null);
                    break;
                case FrameKind.Ping:
                    _peer.Pong(payload);
                    break;
                case FrameKind.Close:
                    _door.ReceiveClose(_id, payload.Length >= 2 ? (payload.Span[0] << 8) | payload.Span[1] : null);
                    return !_peer.IsFrozen;
                case FrameKind.Broken:
                    _peer.Close(ProtocolError, "");
                    return true;
                default:
                    break;
            }

            if (_peer.IsFrozen || _peer.IsDeaf)
            {
                return false;
            }
        }
    }

    private static async Task UntilAsync(CancellationToken gone)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = gone.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), done);
        await done.Task.ConfigureAwait(false);
    }
}
