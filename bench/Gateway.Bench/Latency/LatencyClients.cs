using System.Net.WebSockets;
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
    private const int BufferSize = 64 * 1024;

    public static IReadOnlyList<LatencyClient> All { get; } =
    [
        new("naive", NaiveAsync),
        new("inline", (s, rate, n) => ShardAsync(s, rate, n, DeliveryMode.Inline)),
        new("queued", (s, rate, n) => ShardAsync(s, rate, n, DeliveryMode.Queued)),
    ];

    private static async Task<Percentiles> NaiveAsync(ServerProcess server, int rate, int events)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(server.Url, CancellationToken.None);
        var buffer = new byte[BufferSize];
        await ReceiveAsync(socket, buffer); // Hello
        await socket.SendAsync(Handshake.Identify, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await ReceiveAsync(socket, buffer); // READY
        var log = new LatencyLog(events);
        server.Pace(rate, events);
        while (!log.Done.IsCompleted)
        {
            var length = await ReceiveAsync(socket, buffer);
            if (NaiveReader.TryRead(buffer.AsSpan(0, length), out var data))
            {
                log.OnEvent(data);
            }
        }

        socket.Abort();
        return log.Result;
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
