using Gateway.Core;
using Gateway.Core.Protocol;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.HotPath;

/// <summary>Ours: the whole library, from the socket to the handler.</summary>
internal static class ShardClient
{
    public static async Task<Sample> RunAsync(
        ServerProcess server, int warmUp, int events, DeliveryMode mode, bool filtered)
    {
        var window = new Window(events);
        var options = new GatewayShardOptions
        {
            Token = "bench",
            GatewayInfo = new FixedGatewayInfoSource(server.Url),
            GuildEvents = filtered
                ? [DispatchEventNames.GuildCreate]
                : [DispatchEventNames.GuildCreate, DispatchEventNames.MessageCreate],
            Delivery = new DeliveryOptions { Mode = mode },
        };
        await using var shard = new GatewayShard(options, new WebSocketTransport());
        var run = shard.RunAsync(new WindowHandler(window));
        await shard.WaitUntilReadyAsync();
        server.Blast(warmUp, events);
        await await Task.WhenAny(window.Done, run);
        Check(shard.Status, window, warmUp, events, filtered);
        await shard.StopAsync();
        await run;
        return window.Sample;
    }

    // READY, the markers and all events: whether they were delivered or not, the sequence counts them.
    private static void Check(ShardStatus status, Window window, int warmUp, int events, bool filtered)
    {
        var received = 1 + warmUp + 1 + events + 1;
        if (status.Sequence != received || window.Seen != (filtered ? 0 : events))
        {
            throw new InvalidOperationException(
                $"The sequence is {status.Sequence} and not {received}, or {window.Seen} events were handled and not {events}.");
        }
    }

    private sealed class WindowHandler(Window window) : IDispatchHandler
    {
        public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
        {
            if (dispatch.Name == DispatchEventNames.MessageCreate)
            {
                window.OnEvent(dispatch.Data.Length);
            }
            else if (dispatch.Name == DispatchEventNames.GuildCreate)
            {
                window.OnMarker();
            }

            return ValueTask.CompletedTask;
        }
    }
}
