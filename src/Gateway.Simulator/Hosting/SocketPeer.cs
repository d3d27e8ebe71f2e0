using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Gateway.Simulator.Server;
using Gateway.Simulator.Wire;

namespace Gateway.Simulator.Hosting;

/// <summary>
/// The one writer of a connection. The server puts messages into its queue under the server's lock; the write loop
/// takes what has come together and hands it to the socket in one piece.
/// </summary>
internal sealed class SocketPeer(Stream stream, long maxQueuedBytes, Action stopReader, Action resetConnection) : IGatewayPeer
{
    /// <summary>Marks bytes that are frames already, or shall be none. The four bits of an opcode cannot say so.</summary>
    private const byte AsItIs = 0xFF;

    private const int BufferBytes = 64 << 10;

    /// <summary>A close frame's body is at most 125 bytes, two of which are the code.</summary>
    private const int MaxReasonBytes = 123;

    private readonly Channel<(byte Opcode, ReadOnlyMemory<byte> Payload)> _queue = Channel.CreateUnbounded<(byte, ReadOnlyMemory<byte>)>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly byte[] _header = new byte[ServerFrames.MaxHeaderBytes];
    private long _queuedBytes;
    private volatile bool _frozen;
    private volatile DripRate _drip = new(0, TimeSpan.Zero);

    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>The clock of the pauses between drops.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether the queue's bound was hit, for which the connection was reset.</summary>
    public bool ClientWasTooSlow { get; private set; }

    /// <summary>Whether the reader shall leave what comes where it is.</summary>
    public bool IsDeaf { get; private set; }

    /// <summary>Whether the reader shall throw away what comes.</summary>
    public bool IsFrozen => _frozen;

    /// <summary>Whether the server is done with the connection and the reader shall end.</summary>
    public bool IsEnding { get; private set; }

    public void Send(ReadOnlyMemory<byte> payload, bool text) => Enqueue(text ? ServerFrames.Text : ServerFrames.Binary, payload);

    public void SendTogether(IReadOnlyList<WireMessage> messages, int maxFrameBytes)
        => Enqueue(AsItIs, ServerFrames.Write(messages, maxFrameBytes));

    public void SendUnframed(ReadOnlyMemory<byte> bytes) => Enqueue(AsItIs, bytes);

    public void Announce(long messageBytes)
    {
        var header = new byte[ServerFrames.MaxHeaderBytes];
        Enqueue(AsItIs, header.AsMemory(0, ServerFrames.WriteHeader(header, ServerFrames.Binary, messageBytes)));
    }

    public void Drip(int bytes, TimeSpan pause) => _drip = new DripRate(bytes, pause);

    public void Pong(ReadOnlyMemory<byte> payload) => Enqueue(ServerFrames.Pong, payload);

    public void Close(int? code, string reason)
    {
        var body = Array.Empty<byte>();
        if (code is { } value)
        {
            var text = Encoding.UTF8.GetBytes(reason);
            body = new byte[2 + Math.Min(text.Length, MaxReasonBytes)];
            BinaryPrimitives.WriteUInt16BigEndian(body, (ushort)value);
            text.AsSpan(0, body.Length - 2).CopyTo(body.AsSpan(2));
        }

        Enqueue(ServerFrames.Close, body);
        Complete();
    }

    public void EndWithoutFrame()
    {
        if (IsDeaf)
        {
            // The reader waits for the end of the socket and for nothing else.
            Abort();
            return;
        }

        IsEnding = true;
        Complete();
        stopReader();
    }

    public void Abort()
    {
        IsEnding = true;
        Complete();

        // Not on this thread: it holds the server's lock.
        ThreadPool.UnsafeQueueUserWorkItem(static reset => reset(), resetConnection, preferLocal: false);
    }

    public void StopReading() => IsDeaf = true;

    public void Freeze()
    {
        _frozen = true;
        Complete();
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes until the queue is completed and empty, the peer is frozen, or the socket breaks.</summary>
    /// <param name="gone">Fires when the socket is gone: nobody waits for the next drop then.</param>
    public async Task WriteAsync(CancellationToken gone)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // What a frozen peer has queued stays there: to wait for it would end at once, over and over.
            while (!_frozen && await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await WriteQueuedAsync(buffer, gone).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The socket is gone. The reader sees the same and tells the server.
            Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask WriteQueuedAsync(byte[] buffer, CancellationToken gone)
    {
        var used = 0;
        while (!_frozen && _queue.Reader.TryRead(out var item))
        {
            var header = item.Opcode == AsItIs ? 0 : ServerFrames.WriteHeader(_header, item.Opcode, item.Payload.Length);
            if (used + header + item.Payload.Length > buffer.Length)
            {
                await WriteAsync(buffer.AsMemory(0, used), gone).ConfigureAwait(false);
                used = 0;
            }

            _header.AsSpan(0, header).CopyTo(buffer.AsSpan(used));
            used += header;
            if (used + item.Payload.Length <= buffer.Length)
            {
                item.Payload.CopyTo(buffer.AsMemory(used));
                used += item.Payload.Length;
            }
            else
            {
                await WriteAsync(buffer.AsMemory(0, used), gone).ConfigureAwait(false);
                used = 0;
                await WriteAsync(item.Payload, gone).ConfigureAwait(false);
            }

            Interlocked.Add(ref _queuedBytes, -item.Payload.Length);
        }

        await WriteAsync(buffer.AsMemory(0, used), gone).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken gone)
    {
        while (bytes.Length > 0 && !_frozen)
        {
            var drip = _drip;
            if (drip.Bytes == 0)
            {
                await stream.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
                await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                return;
            }

            var drop = bytes[..Math.Min(drip.Bytes, bytes.Length)];
            await stream.WriteAsync(drop, CancellationToken.None).ConfigureAwait(false);
            await stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            bytes = bytes[drop.Length..];
            await Task.Delay(drip.Pause, Time, gone).ConfigureAwait(false);
        }
    }

    private void Enqueue(byte opcode, ReadOnlyMemory<byte> payload)
    {
        if (_frozen || !_queue.Writer.TryWrite((opcode, payload)))
        {
            return;
        }

        if (Interlocked.Add(ref _queuedBytes, payload.Length) > maxQueuedBytes && !ClientWasTooSlow)
        {
            ClientWasTooSlow = true;
            Abort();
        }
    }

    /// <summary>How fast it writes; as fast as it can when there are no bytes.</summary>
    private sealed record DripRate(int Bytes, TimeSpan Pause);
}
