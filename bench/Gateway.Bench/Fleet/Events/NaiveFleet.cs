using System.Net.WebSockets;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Fleet.Events;

/// <summary>The naive loop over many sockets: a ClientWebSocket, a buffer and a JSON reader each.</summary>
internal static class NaiveFleet
{
    public static async Task<Sample> RunAsync(ServerProcess server, int count, int warmUp, int events)
    {
        var window = new SharedWindow(warmUp, events);
        var sockets = new List<NaiveSocket>();
        for (var i = 0; i < count; i++)
        {
            sockets.Add(await NaiveSocket.OpenAsync(server.Url));
        }

        Task[] loops = [.. sockets.Select(s => ReadAsync(s, window))];
        server.Spread(count, warmUp + events);
        await await Task.WhenAny([window.Done, .. loops]); // A loop ends before the measurement only by failing.
        var sample = await window.Done;
        sockets.ForEach(s => s.Dispose());
        await Task.WhenAll(loops);
        return sample;
    }

    private static async Task ReadAsync(NaiveSocket socket, SharedWindow window)
    {
        try
        {
            while (true)
            {
                var message = await socket.ReceiveAsync();
                if (NaiveReader.TryRead(message.Span, out _))
                {
                    window.OnEvent();
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException && window.Done.IsCompleted)
        {
            // Aborted: the measurement is over.
        }
    }
}
