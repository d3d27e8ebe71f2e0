using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Server;

/// <summary>The other process: prints its port, then does what stdin says, until stdin ends.</summary>
internal static class BlastServer
{
    public static async Task RunAsync()
    {
        var settings = new ServerSettings();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 1024);
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        BlastConnection? newest = null;
        var open = new ConnectionSet();
        _ = AcceptAsync();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            int[] numbers = [.. words.Skip(1).Select(int.Parse)];
            switch (words[0])
            {
                case "blast":
                    _ = newest!.BlastAsync(numbers[0], numbers[1]); // It may last longer than whoever wanted it.
                    break;
                case "pace":
                    _ = newest!.PaceAsync(numbers[0], numbers[1]);
                    break;
                case "spread":
                    _ = Task.Factory.StartNew(
                        () => SpreadBlast.Write(open, numbers[0], numbers[1]),
                        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                    break;
                case "feed":
                    settings.Feed = numbers[0];
                    Console.WriteLine("done");
                    break;
                case "interval":
                    settings.HeartbeatInterval = numbers[0];
                    Console.WriteLine("done");
                    break;
            }
        }

        async Task AcceptAsync()
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                socket.NoDelay = true;
                newest = new BlastConnection(socket, settings);
                _ = ServeAsync(newest);
            }
        }

        async Task ServeAsync(BlastConnection connection)
        {
            open.Add(connection);
            await connection.RunAsync();
            open.Remove(connection);
        }
    }
}
