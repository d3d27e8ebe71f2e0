using System.IO.Compression;
using System.Net.WebSockets;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Memory;

/// <summary>The least that .NET can do: a ClientWebSocket that waits without a buffer.</summary>
internal sealed class IdleWebSocket : IAsyncDisposable
{
    private const int HandshakeBytes = 4096;
    private readonly ClientWebSocket _socket = new();
    private readonly ZLibStream? _zlib;
    private Task _waiting = Task.CompletedTask;

    private IdleWebSocket(bool inflater) => _zlib = inflater ? new ZLibStream(new MemoryStream(), CompressionMode.Decompress) : null;

    public static async Task<IAsyncDisposable> OpenAsync(Uri url, bool inflater)
    {
        var idle = new IdleWebSocket(inflater);
        await idle._socket.ConnectAsync(url, CancellationToken.None);
        var buffer = new byte[HandshakeBytes];
        await idle._socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None); // Hello
        await idle._socket.SendAsync(Handshake.Identify, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await idle._socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None); // READY
        idle._waiting = idle.WaitAsync();
        return idle;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _waiting;
        _socket.Dispose();
        if (_zlib is not null)
        {
            await _zlib.DisposeAsync();
        }
    }

    private async Task WaitAsync()
    {
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Aborted: the measurement is over.
        }
    }
}
