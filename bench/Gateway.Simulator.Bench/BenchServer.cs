using System.Diagnostics;
using System.Net;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Gateway.Simulator.Bench;

/// <summary>The other process: the simulator and the bare sender, each on its own port. Does what stdin says, until stdin ends.</summary>
internal static class BenchServer
{
    private const int EventBytes = 1700;

    /// <summary>Queued for the client at most, so that the measure is of the sending and not of a queue that grows.</summary>
    private const long MaxQueuedBytes = 4 << 20;

    public static async Task<int> RunAsync()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions
            {
                IdentifyWindow = TimeSpan.Zero,
                IdentifyTotal = 1_000_000,
                GuildCount = 1,
                SuperviseHeartbeats = false,
            },
        });
        var bare = new BareSender();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(bare.AcceptAsync);
        await app.StartAsync();
        Console.WriteLine($"{simulator.GatewayUrl.Port} {new Uri(app.Urls.First()).Port}");

        var body = SamplePayloads.GuildMessage(simulator.Server.GuildsOf(new ShardKey(0, 1))[0], EventBytes);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["bare", var count]:
                    await bare.SendAsync([.. """{"t":"MESSAGE_CREATE","s":1234567,"op":0,"d":{"sim_serial":1234567,"""u8, .. body.AsSpan(1), (byte)'}'], int.Parse(count));
                    break;
                case ["simulator", var count]:
                    Send(simulator.Server, body, int.Parse(count));
                    break;
                default:
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    GC.Collect();
                    Process.GetCurrentProcess().Refresh();
                    Console.WriteLine($"{Process.GetCurrentProcess().WorkingSet64} {simulator.Server.Connections.Count(c => c.SessionId is not null)}");
                    break;
            }
        }

        return 0;
    }

    private static void Send(GatewayServer server, byte[] body, int events)
    {
        var prepared = new PreparedDispatch("MESSAGE_CREATE", body);
        while (events > 0)
        {
            if (server.Connections.Single().QueuedBytes > MaxQueuedBytes)
            {
                Thread.Yield();
                continue;
            }

            const int Batch = 500;
            var count = Math.Min(events, Batch);
            server.Dispatch(Target.All, prepared, count);
            events -= count;
        }
    }
}
