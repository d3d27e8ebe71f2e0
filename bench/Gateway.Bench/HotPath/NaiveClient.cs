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
    private readonly NaiveSocket _socket;
    private readonly NaiveUse _use;
    private readonly ZlibFeed? _zlib;

    private NaiveClient(NaiveSocket socket, NaiveUse use)
    {
        _socket = socket;
        _use = use;
        _zlib = IsCompressed(use) ? new ZlibFeed() : null;
    }

    public static async Task<Sample> RunAsync(ServerProcess server, int warmUp, int events, NaiveUse use)
    {
        using var client = new NaiveClient(
            await NaiveSocket.ConnectAsync(IsCompressed(use) ? new Uri(server.Url, "?compress=zlib-stream") : server.Url), use);
        await client.IdentifyAsync();
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
        _socket.Dispose();
        _zlib?.Dispose();
    }

    private static bool IsCompressed(NaiveUse use) => use == NaiveUse.InflateAndRead;

    private async Task IdentifyAsync()
    {
        await ReceivePayloadAsync(); // Hello
        await _socket.IdentifyAsync();
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
        var message = await _socket.ReceiveAsync();
        return _zlib is null ? message : _zlib.Inflate(message);
    }

    private static void OnMessage(ReadOnlySpan<byte> payload, Window window)
    {
        if (NaiveReader.TryRead(payload, out var data))
        {
            window.OnEvent(data.Length);
        }
    }
}
