using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Hosting;

/// <summary>
/// The one writer of a connection. The server puts messages into its queue under the server's lock; the write loop
/// takes what has come together and hands it to the socket in one piece.
/// </summary>
/// <remarks>Server frames carry no mask, so a frame is a header of 2 to 10 bytes and the payload as it is.</remarks>
internal sealed class SocketPeer(Stream stream, long maxQueuedBytes, Action stopReader, Action resetConnection) : IGatewayPeer
{
    private const byte Final = 0x80;
    private const byte TextFrame = 1;
    private const byte BinaryFrame = 2;
    private const byte CloseFrame = 8;
    private const byte PongFrame = 10;
    private const int BufferBytes = 64 << 10;
    private const int MaxHeaderBytes = 10;

    /// <summary>A close frame's body is at most 125 bytes, two of which are the code.</summary>
    private const int MaxReasonBytes = 123;

    private readonly Channel<(byte Opcode, ReadOnlyMemory<byte> Payload)> _queue = Channel.CreateUnbounded<(byte, ReadOnlyMemory<byte>)>(
        new UnboundedChannelOptions { SingleReader = true });

    private readonly byte[] _header = new byte[MaxHeaderBytes];
    private long _queuedBytes;
    private volatile bool _frozen;

    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>Whether the queue's bound was hit, for which the connection was reset.</summary>
    public bool ClientWasTooSlow { get; private set; }

    /// <summary>Whether the reader shall leave what comes where it is.</summary>
    public bool IsDeaf { get; private set; }

    /// <summary>Whether the reader shall throw away what comes.</summary>
    public bool IsFrozen => _frozen;

    /// <summary>Whether the server is done with the connection and the reader shall end.</summary>
    public bool IsEnding { get; private set; }

    public void Send(ReadOnlyMemory<byte> payload, bool text) => Enqueue(text ? TextFrame : BinaryFrame, payload);

    public void Pong(ReadOnlyMemory<byte> payload) => Enqueue(PongFrame, payload);

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

        Enqueue(CloseFrame, body);
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
    public async Task WriteAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // What a frozen peer has queued stays there: to wait for it would end at once, over and over.
            while (!_frozen && await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                await WriteQueuedAsync(buffer).ConfigureAwait(false);
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

    private async ValueTask WriteQueuedAsync(byte[] buffer)
    {
        var used = 0;
        while (!_frozen && _queue.Reader.TryRead(out var item))
        {
            var header = WriteHeader(item.Opcode, item.Payload.Length);
            if (used + header + item.Payload.Length > buffer.Length)
            {
                await WriteAsync(buffer, used).ConfigureAwait(false);
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
                await WriteAsync(buffer, used).ConfigureAwait(false);
                used = 0;
                await stream.WriteAsync(item.Payload).ConfigureAwait(false);
            }

            Interlocked.Add(ref _queuedBytes, -item.Payload.Length);
        }

        await WriteAsync(buffer, used).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(byte[] buffer, int used)
    {
        if (used > 0 && !_frozen)
        {
            await stream.WriteAsync(buffer.AsMemory(0, used)).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }
    }

    private int WriteHeader(byte opcode, int length)
    {
        _header[0] = (byte)(Final | opcode);
        if (length < 126)
        {
            _header[1] = (byte)length;
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            _header[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(_header.AsSpan(2), (ushort)length);
            return 4;
        }

        _header[1] = 127;
        BinaryPrimitives.WriteUInt64BigEndian(_header.AsSpan(2), (ulong)length);
        return 10;
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
}
