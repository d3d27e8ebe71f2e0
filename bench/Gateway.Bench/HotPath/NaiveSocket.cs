using System.Net.WebSockets;

namespace Gateway.Bench.HotPath;

/// <summary>A ClientWebSocket and one buffer, which holds the message that came last.</summary>
internal sealed class NaiveSocket : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Connects, and no more.</summary>
    public static async Task<NaiveSocket> ConnectAsync(Uri url)
    {
        var socket = new NaiveSocket();
        await socket._socket.ConnectAsync(url, CancellationToken.None);
        return socket;
    }

    /// <summary>Connects and identifies; what is not compressed.</summary>
    public static async Task<NaiveSocket> OpenAsync(Uri url)
    {
        var socket = await ConnectAsync(url);
        await socket.ReceiveAsync(); // Hello
        await socket.IdentifyAsync();
        await socket.ReceiveAsync(); // READY
        return socket;
    }

    public Task IdentifyAsync() => _socket.SendAsync(Handshake.Identify, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }
        }
    }

    /// <summary>At once. A receive that is under way fails.</summary>
    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }
}
