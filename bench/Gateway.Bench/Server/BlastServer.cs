using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Server;

/// <summary>The other process: prints its port, then sends to the newest client what stdin asks for, until stdin ends.</summary>
internal static class BlastServer
{
    public static async Task RunAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        BlastConnection? newest = null;
        _ = AcceptAsync();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            await newest!.BlastAsync(int.Parse(words[1]), int.Parse(words[2]));
        }

        async Task AcceptAsync()
        {
            while (true)
            {
                newest = new BlastConnection(await listener.AcceptSocketAsync());
                _ = newest.RunAsync();
            }
        }
    }
}
