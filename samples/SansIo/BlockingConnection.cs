using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using Gateway.Core;
using Gateway.Core.Compression;
using Gateway.Core.Machine;

namespace SansIo;

/// <summary>
/// One WebSocket, used once: a thread that dials and then reads, and a thread that writes. All calls block. Their
/// reports carry the number of the connection.
/// </summary>
#pragma warning disable CA1001 // The writer's queue is completed by Abort, and nothing of it is left then.
internal sealed class BlockingConnection(int number, Uri url, GatewayCompression compression, ShardLoop loop)
#pragma warning restore CA1001
{
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    // The machine never has more than a handful of payloads under way.
    private readonly BlockingCollection<Action<WebSocket>> _writes = new(256);
    private readonly Lock _gate = new();
    private TcpClient? _tcp;
    private bool _aborted;

    public void Start() => new Thread(DialAndRead) { IsBackground = true, Name = $"reader {number}" }.Start();

    public void Send(ReadOnlyMemory<byte> payload) => _writes.Add(
        socket => Wait(socket.SendAsync(payload, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)));

    public void Close(int code, string reason) => _writes.Add(socket =>
    {
        socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).GetAwaiter().GetResult();
        loop.OnCloseSent(number);
    });

    /// <summary>Drops the connection, or the dial. Blocking calls of both threads end with an exception.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            _aborted = true;
            _tcp?.Dispose();
        }

        _writes.CompleteAdding();
    }

    private void DialAndRead()
    {
        WebSocket socket;
        try
        {
            socket = Dial();
        }
        catch (Exception e)
        {
            Abort(); // What was opened so far.
            loop.OnDialFailed(number, e);
            return;
        }

        loop.OnOpened(number);
        new Thread(() => Write(socket)) { IsBackground = true, Name = $"writer {number}" }.Start();
        try
        {
            Read(socket);
        }
        catch (Exception e)
        {
            loop.OnLost(number, e);
        }
    }

    private WebSocket Dial()
    {
        var tcp = new TcpClient { NoDelay = true };
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_aborted, this);
            _tcp = tcp;
        }

        tcp.Connect(url.IdnHost, url.Port);
        Stream stream = tcp.GetStream();
        if (url.Scheme == "wss")
        {
            var tls = new SslStream(stream);
            tls.AuthenticateAsClient(url.IdnHost);
            stream = tls;
        }

        Handshake.Perform(stream, url);

        // No keep-alive: the heartbeats of the protocol do that.
        return WebSocket.CreateFromStream(
            stream, new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = TimeSpan.Zero });
    }

    private void Read(WebSocket socket)
    {
        var chunk = new byte[16 * 1024];
        var message = new ArrayBufferWriter<byte>();
        var payload = new ArrayBufferWriter<byte>();
        using var decompressor = compression.CreateDecompressor(); // Its context ends with the connection.
        while (true)
        {
            var received = Wait(socket.ReceiveAsync(chunk.AsMemory(), CancellationToken.None));
            if (received.MessageType == WebSocketMessageType.Close)
            {
                loop.OnClosed(number, (int?)socket.CloseStatus, socket.CloseStatusDescription);
                return;
            }

            message.Write(chunk.AsSpan(0, received.Count));
            if (message.WrittenCount > MaxMessageBytes)
            {
                loop.OnUnreadable(number, TransitionCause.MessageTooLarge);
                return;
            }

            if (received.EndOfMessage)
            {
                var isBinary = received.MessageType == WebSocketMessageType.Binary;
                if (!OnMessage(decompressor, message.WrittenMemory, isBinary, payload))
                {
                    return;
                }

                message.Clear();
            }
        }
    }

    // False: nothing more can be read.
    private bool OnMessage(
        PayloadDecompressor decompressor, ReadOnlyMemory<byte> message, bool isBinary, ArrayBufferWriter<byte> payload)
    {
        if (decompressor.IsPlain(message.Span, isBinary))
        {
            loop.OnPayload(number, message.ToArray());
            return true;
        }

        switch (decompressor.Decompress(message, payload, MaxMessageBytes - payload.WrittenCount))
        {
            case DecompressStatus.Corrupt:
                loop.OnUnreadable(number, TransitionCause.DecodeFailed);
                return false;
            case DecompressStatus.TooLarge:
                loop.OnUnreadable(number, TransitionCause.MessageTooLarge);
                return false;
            case DecompressStatus.PayloadEnd:
                loop.OnPayload(number, payload.WrittenSpan.ToArray());
                payload.Clear();
                return true;
            default:
                return true; // The rest comes with the next message.
        }
    }

    private void Write(WebSocket socket)
    {
        try
        {
            foreach (var write in _writes.GetConsumingEnumerable())
            {
                write(socket);
            }
        }
        catch (Exception e)
        {
            loop.OnLost(number, e);
        }
    }

    // The WebSocket class has no blocking calls: this thread waits for its asynchronous ones.
    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
