using System.Net.WebSockets;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Fleet.Events;

/// <summary>The naive loop over many sockets: a ClientWebSocket, a buffer and a JSON reader each.</summary>
internal sealed class NaiveFleet : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly List<ClientWebSocket> _sockets = [];

    public static async Task<Sample> RunAsync(ServerProcess server, int sockets, int warmUp, int events)
    {
        using var fleet = new NaiveFleet();
        var window = new SharedWindow(warmUp, events);
        var loops = new List<Task>();
        for (var i = 0; i < sockets; i++)
        {
            loops.Add(await fleet.OpenAsync(server.Url, window));
        }

        server.Spread(sockets, warmUp + events);
        var sample = await await Task.WhenAny(window.Done, FailureOf(loops));
        fleet.Dispose();
        await Task.WhenAll(loops);
        return sample;
    }

    public void Dispose() => _sockets.ForEach(s => s.Abort());

    private async Task<Task> OpenAsync(Uri url, SharedWindow window)
    {
        var socket = new ClientWebSocket();
        _sockets.Add(socket);
        await socket.ConnectAsync(url, CancellationToken.None);
        var buffer = new byte[BufferSize];
        await ReceiveAsync(socket, buffer); // Hello
        await socket.SendAsync(Handshake.Identify, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await ReceiveAsync(socket, buffer); // READY
        return ReadAsync(socket, buffer, window);
    }

    private static async Task ReadAsync(ClientWebSocket socket, byte[] buffer, SharedWindow window)
    {
        try
        {
            while (true)
            {
                var length = await ReceiveAsync(socket, buffer);
                if (NaiveReader.TryRead(buffer.AsSpan(0, length), out _))
                {
                    window.OnEvent();
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException && window.Done.IsCompleted)
        {
            // Aborted: the measurement is over.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private static async ValueTask<int> ReceiveAsync(ClientWebSocket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += result.Count;
            if (result.EndOfMessage)
            {
                return length;
            }
        }
    }

    // A loop ends before the measurement only by failing.
    private static async Task<Sample> FailureOf(List<Task> loops)
    {
        await await Task.WhenAny(loops);
        return default;
    }
}
