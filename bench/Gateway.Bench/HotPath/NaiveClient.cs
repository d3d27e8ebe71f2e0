using System.Net.WebSockets;

namespace Gateway.Bench.HotPath;

/// <summary>What the naive loop does with a message.</summary>
internal enum NaiveUse
{
    /// <summary>Nothing.</summary>
    Receive,

    /// <summary>Reads the envelope.</summary>
    Read,

    /// <summary>Inflates it and reads the envelope.</summary>
    InflateAndRead,
}

/// <summary>
/// What one writes in an afternoon: a ClientWebSocket, one buffer, a JSON reader, a ZLibStream. It keeps no session and
/// sends no heartbeats; it allocates nothing per event, so that it is as good as such a loop can be.
/// </summary>
internal sealed class NaiveClient : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly NaiveUse _use;
    private readonly ZlibFeed? _zlib;

    private NaiveClient(NaiveUse use)
    {
        _use = use;
        _zlib = use == NaiveUse.InflateAndRead ? new ZlibFeed() : null;
    }

    public static async Task<Sample> RunAsync(ServerProcess server, int warmUp, int events, NaiveUse use)
    {
        using var client = new NaiveClient(use);
        await client.ConnectAsync(server.Url);
        var window = new Window(events);
        server.Blast(warmUp, events);
        await client.ReadAsync(window, warmUp, events);
        if (use != NaiveUse.Receive && window.Seen != events)
        {
            throw new InvalidOperationException($"{window.Seen} events were read and not {events}.");
        }

        return window.Sample;
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
        _zlib?.Dispose();
    }

    private async Task ConnectAsync(Uri url)
    {
        await _socket.ConnectAsync(_zlib is null ? url : new Uri(url, "?compress=zlib-stream"), CancellationToken.None);
        await ReceivePayloadAsync(); // Hello
        await _socket.SendAsync(Handshake.Identify, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await ReceivePayloadAsync(); // READY
    }

    private async Task ReadAsync(Window window, int warmUp, int events)
    {
        for (var i = 0; i < warmUp + events + 2; i++)
        {
            var payload = await ReceivePayloadAsync();
            if (i == warmUp || i == warmUp + events + 1)
            {
                window.OnMarker();
            }
            else if (_use != NaiveUse.Receive)
            {
                OnMessage(payload.Span, window);
            }
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReceivePayloadAsync()
    {
        var message = _buffer.AsMemory(0, await ReceiveAsync());
        return _zlib is null ? message : _zlib.Inflate(message);
    }

    private async ValueTask<int> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.EndOfMessage)
            {
                return length;
            }
        }
    }

    private static void OnMessage(ReadOnlySpan<byte> payload, Window window)
    {
        if (NaiveReader.TryRead(payload, out var data))
        {
            window.OnEvent(data.Length);
        }
    }
}
