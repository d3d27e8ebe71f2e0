using System.Buffers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>One open <see cref="WebSocket"/> behind the transport seam.</summary>
internal sealed class WebSocketConnection(WebSocket webSocket, Socket socket, ReadAheadStream stream) : ITransportConnection
{
    // RFC 6455 §5.2: final, opcode 8, no mask, no payload.
    private const ushort EmptyCloseFrame = 0x8800;

    // What a wait has consumed: a close frame and an empty message leave nothing to receive.
    private ValueWebSocketReceiveResult? _consumed;
    private bool _closeWritten;
    private int _aborted;

    public ValueTask WaitForDataAsync()
    {
        // With bytes at hand a look at the next header would only cost time: the receive comes next anyway.
        if (_consumed is not null || stream.HasBytes)
            return default;
        // No bytes: the WebSocket answers as soon as it has a frame's header, and nobody holds a buffer while it waits.
        var waiting = webSocket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (!waiting.IsCompletedSuccessfully)
            return AwaitDataAsync(waiting);
        Note(waiting.Result);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        if (_consumed is { } consumed)
        {
            _consumed = null;
            return ToMessage(consumed.MessageType);
        }

        var room = maxBytes;
        while (true)
        {
            var memory = destination.GetMemory();
            // One byte more than allowed is asked for, which tells a message of exactly maxBytes from a longer one.
            if (memory.Length > room)
                memory = memory[..Math.Min(memory.Length, room + 1)];
            var result = await webSocket.ReceiveAsync(memory, CancellationToken.None).ConfigureAwait(false);
            if (result.Count > room)
                return new TransportMessage(TransportMessageKind.TooLarge);
            destination.Advance(result.Count);
            room -= result.Count;
            if (result.EndOfMessage)
                return ToMessage(result.MessageType);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary) =>
        webSocket.SendAsync(
            payload, binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    // The WebSocket makes the frames; the stream under it holds them, so that the last takes all with it.
    public async ValueTask SendAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> payloads, bool binary)
    {
        stream.HoldsWrites = true;
        try
        {
            for (var i = 0; i < payloads.Length - 1; i++)
                await SendAsync(payloads.Span[i], binary).ConfigureAwait(false);
        }
        finally
        {
            stream.HoldsWrites = false;
        }

        await SendAsync(payloads.Span[^1], binary).ConfigureAwait(false);
    }

    public async ValueTask CloseOutputAsync(int code, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 1000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 4999);
        await webSocket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).ConfigureAwait(false);
        Volatile.Write(ref _closeWritten, true);
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0)
            return;
        if (!Volatile.Read(ref _closeWritten))
            ResetOnClose();
        webSocket.Abort();
        webSocket.Dispose();
        // The WebSocket has closed it by now, unless a layer in between waits for something: a dead peer must not hold it.
        socket.Dispose();
    }

    // A reset frees the port and the kernel's buffers at once, whether the peer answers or not: redials in a storm would
    // otherwise leave thousands of sockets waiting. After a close frame it would overtake that frame, so not then.
    private void ResetOnClose()
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The socket is gone already, which is what was wanted.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitDataAsync(ValueTask<ValueWebSocketReceiveResult> waiting) =>
        Note(await waiting.ConfigureAwait(false));

    private void Note(ValueWebSocketReceiveResult result)
    {
        if (result.EndOfMessage || result.MessageType == WebSocketMessageType.Close)
            _consumed = result;
    }

    private TransportMessage ToMessage(WebSocketMessageType type) => type switch
    {
        WebSocketMessageType.Text => new TransportMessage(TransportMessageKind.Text),
        WebSocketMessageType.Binary => new TransportMessage(TransportMessageKind.Binary),
        _ => new TransportMessage(TransportMessageKind.Close, CloseCode(), webSocket.CloseStatusDescription ?? ""),
    };

    // A close frame without a code comes as 1000, which means something else: the session is over.
    private int? CloseCode() =>
        webSocket.CloseStatus == WebSocketCloseStatus.NormalClosure && stream.Tail == EmptyCloseFrame ? null : (int?)webSocket.CloseStatus;
}
