using Gateway.Bench.HotPath;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Protocol;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Fleet.Events;

/// <summary>Ours: one shard by itself, or many under a manager, with one handler.</summary>
internal static class FleetClients
{
    public static async Task<Sample> OneAsync(ServerProcess server, int warmUp, int events)
    {
        var window = new SharedWindow(warmUp, events);
        await using var shard = new GatewayShard(Options(server, DeliveryMode.Queued), new WebSocketTransport());
        var run = shard.RunAsync(new WindowHandler(window));
        await shard.WaitUntilReadyAsync();
        server.Spread(1, warmUp + events);
        await await Task.WhenAny(window.Done, run);
        var sample = await window.Done;
        Check(shard.Status.Sequence ?? 0, 1, warmUp + events);
        await shard.StopAsync();
        await run;
        return sample;
    }

    public static async Task<Sample> ManyAsync(ServerProcess server, int shards, DeliveryMode mode, int warmUp, int events)
    {
        var window = new SharedWindow(warmUp, events);
        var options = new ShardManagerOptions
        {
            Plan = ShardPlan.All(shards),
            Shard = Options(server, mode),
            Storm = new StormOptions { MaxConnectsPerSecond = null },
            Budget = null,
        };
        await using var manager = new ShardManager(options, new WebSocketTransport());
        var run = manager.RunAsync(new WindowHandler(window));
        await await Task.WhenAny(manager.WaitUntilReadyAsync(), run);
        server.Spread(shards, warmUp + events);
        await await Task.WhenAny(window.Done, run);
        var sample = await window.Done;
        Check(manager.Status.Shards.Sum(s => s.Status?.Sequence ?? 0), shards, warmUp + events);
        await manager.StopAsync();
        await run;
        return sample;
    }

    private static GatewayShardOptions Options(ServerProcess server, DeliveryMode mode) => new()
    {
        Token = "bench",
        GatewayInfo = new FixedGatewayInfoSource(server.Url),
        Intents = GatewayIntents.AllUnprivileged,
        IdentifyLimiter = NoLimiter.Instance,
        Delivery = new DeliveryOptions { Mode = mode },
    };

    // READY and all events.
    private static void Check(long sequences, int shards, int events)
    {
        if (sequences != shards + events)
        {
            throw new InvalidOperationException($"{sequences - shards} events were received and not {events}.");
        }
    }

    private sealed class WindowHandler(SharedWindow window) : IDispatchHandler
    {
        public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
        {
            if (dispatch.Name == DispatchEventNames.MessageCreate)
            {
                window.OnEvent();
            }

            return ValueTask.CompletedTask;
        }
    }
}
