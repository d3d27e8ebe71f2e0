using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Core;
using Gateway.Core.Diagnostics;
using Gateway.Core.Limits;
using Gateway.Core.Protocol;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Latency;

/// <summary>
/// How late heartbeats are while one shard gets as many events as its core can take. A hundred idle shards beside it beat
/// as well, once a second, so that there are enough beats to count.
/// </summary>
internal static class HeartbeatLoad
{
    public const int IdleShards = 100;
    private const int Interval = 1000;
    private const int FloodEvents = 100_000_000; // It is cut off when the time is over.
    private const string Instrument = "gateway.heartbeat.lateness";

    public static async Task<Percentiles> RunAsync(ServerProcess server, DeliveryMode mode, int seconds)
    {
        server.SetHeartbeatInterval(Interval);
        var shards = new List<(GatewayShard Shard, Task Run)>();
        try
        {
            for (var i = 0; i <= IdleShards; i++)
            {
                shards.Add(await StartAsync(server.Url, mode, new ShardId(i, IdleShards + 1)));
            }

            var (flooded, _) = shards[^1];
            server.Blast(0, FloodEvents);
            return await MeasureAsync(flooded, seconds);
        }
        finally
        {
            foreach (var (shard, run) in shards)
            {
                await shard.DisposeAsync();
                await run;
            }

            server.SetHeartbeatInterval(new Server.ServerSettings().HeartbeatInterval);
        }
    }

    private static async Task<(GatewayShard Shard, Task Run)> StartAsync(Uri url, DeliveryMode mode, ShardId id)
    {
        var shard = new GatewayShard(
            new GatewayShardOptions
            {
                Token = "bench",
                Shard = id,
                GatewayInfo = new FixedGatewayInfoSource(url),
                GuildEvents = [DispatchEventNames.MessageCreate],
                Delivery = new DeliveryOptions { Mode = mode },
                IdentifyLimiter = NoLimiter.Instance,
            },
            new WebSocketTransport());
        var run = shard.RunAsync(static (_, _) => ValueTask.CompletedTask);
        await shard.WaitUntilReadyAsync();
        return (shard, run);
    }

    private static async Task<Percentiles> MeasureAsync(GatewayShard flooded, int seconds)
    {
        var lateness = new ConcurrentQueue<double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Name == Instrument)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => lateness.Enqueue(value));
        listener.Start();
        var before = flooded.Status.Sequence;
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        if (flooded.Status.Sequence - before < 1000 * seconds)
        {
            throw new InvalidOperationException("The flood has not come.");
        }

        return Percentiles.Of([.. lateness]);
    }
}
