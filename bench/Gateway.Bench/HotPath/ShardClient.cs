using Gateway.Core;
using Gateway.Core.Protocol;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.HotPath;

/// <summary>Ours: the whole library, from the socket to the handler.</summary>
internal static class ShardClient
{
    public static async Task<Sample> RunAsync(ServerProcess server, int warmUp, int events, ClientPlan plan)
    {
        var window = new Window(events);
        var options = new GatewayShardOptions
        {
            Token = "bench",
            GatewayInfo = new FixedGatewayInfoSource(server.Url),
            GuildEvents = plan.IsFiltered
                ? [DispatchEventNames.GuildCreate]
                : [DispatchEventNames.GuildCreate, DispatchEventNames.MessageCreate],
            Delivery = new DeliveryOptions { Mode = plan.Mode },
            Compression = plan.Compression,
            Encoding = plan.Encoding,
        };
        await using var shard = new GatewayShard(options, new WebSocketTransport());
        var run = shard.RunAsync(new WindowHandler(
            window, plan.Use, plan.Mode == DeliveryMode.Queued ? () => shard.Status.QueuedEvents >= options.Delivery.QueueCapacity : null));
        await shard.WaitUntilReadyAsync();
        server.Blast(warmUp, events);
        await await Task.WhenAny(window.Done, run);
        Check(shard.Status, window, warmUp, events, plan.IsFiltered);
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

    // Steady state of a queue: it was full once, so that the memory of a backlog is there already. How large a backlog
    // becomes is up to the machine's scheduler; without this the first large one would be counted as the events' cost.
    private sealed class WindowHandler(Window window, HandlerUse use, Func<bool>? isFull) : IDispatchHandler
    {
        private bool _isWarm = isFull is null;

        public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
        {
            if (!_isWarm && dispatch.Name == DispatchEventNames.MessageCreate)
            {
                _isWarm = true;
                return FillQueueAsync();
            }

            if (dispatch.Name == DispatchEventNames.MessageCreate)
            {
                window.OnEvent(Use(dispatch));
            }
            else if (dispatch.Name == DispatchEventNames.GuildCreate)
            {
                window.OnMarker();
            }

            return ValueTask.CompletedTask;
        }

        private int Use(in Dispatch dispatch) => use switch
        {
            HandlerUse.Count => 0,
            HandlerUse.Read => dispatch.Data.Length,
            _ => dispatch.Decode(BenchJson.Default.DecodedMessage)!.Content.Length,
        };

        private async ValueTask FillQueueAsync()
        {
            while (!isFull!())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            }
        }
    }
}
