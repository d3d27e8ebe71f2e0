using Gateway.Bench.HotPath;
using Gateway.Core;
using Gateway.Core.Protocol;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Latency;

/// <summary>A way of receiving, whose latency is measured.</summary>
internal sealed record LatencyClient(string Name, Func<ServerProcess, int, int, Task<Percentiles>> RunAsync);

/// <summary>What is compared.</summary>
internal static class LatencyClients
{
    public static IReadOnlyList<LatencyClient> All { get; } =
    [
        new("naive", NaiveAsync),
        new("inline", (s, rate, n) => ShardAsync(s, rate, n, DeliveryMode.Inline)),
        new("queued", (s, rate, n) => ShardAsync(s, rate, n, DeliveryMode.Queued)),
    ];

    private static async Task<Percentiles> NaiveAsync(ServerProcess server, int rate, int events)
    {
        using var socket = await NaiveSocket.OpenAsync(server.Url);
        var log = new LatencyLog(events);
        server.Pace(rate, events);
        while (!log.Done.IsCompleted)
        {
            var message = await socket.ReceiveAsync();
            if (NaiveReader.TryRead(message.Span, out var data))
            {
                log.OnEvent(data);
            }
        }

        return log.Result;
    }

    private static async Task<Percentiles> ShardAsync(ServerProcess server, int rate, int events, DeliveryMode mode)
    {
        var log = new LatencyLog(events);
        var options = new GatewayShardOptions
        {
            Token = "bench",
            GatewayInfo = new FixedGatewayInfoSource(server.Url),
            GuildEvents = [DispatchEventNames.MessageCreate],
            Delivery = new DeliveryOptions { Mode = mode },
        };
        await using var shard = new GatewayShard(options, new WebSocketTransport());
        var run = shard.RunAsync((dispatch, _) =>
        {
            if (dispatch.Name == DispatchEventNames.MessageCreate)
            {
                log.OnEvent(dispatch.Data.Span);
            }

            return ValueTask.CompletedTask;
        });
        await shard.WaitUntilReadyAsync();
        server.Pace(rate, events);
        await await Task.WhenAny(log.Done, run);
        await shard.StopAsync();
        await run;
        return log.Result;
    }
}
