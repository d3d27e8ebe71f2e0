using Gateway.Bench.HotPath;
using Gateway.Core;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Memory;

/// <summary>A shard of ours, with everything that belongs to it, waiting for events.</summary>
internal sealed class IdleShard : IIdleShard
{
    private static readonly WebSocketTransport Transport = new(); // Of all shards, as a bot has it.
    private readonly GatewayShard _shard;
    private readonly Task _run;
    private readonly TaskCompletionSource _fed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    private IdleShard(Uri url, int events, ClientPlan plan)
    {
        // Markers and events.
        _left = events + 2;
        var options = new GatewayShardOptions
        {
            Token = "bench",
            GatewayInfo = new FixedGatewayInfoSource(url),
            Intents = GatewayIntents.AllUnprivileged,
            Delivery = new DeliveryOptions { Mode = plan.Mode },
            Compression = plan.Compression,
            IdentifyLimiter = NoLimiter.Instance,
        };
        _shard = new GatewayShard(options, Transport);
        _run = _shard.RunAsync((_, _) =>
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _fed.SetResult();
            }

            return ValueTask.CompletedTask;
        });
    }

    /// <summary>How the shard is now.</summary>
    public ShardStatus Status => _shard.Status;

    public static async Task<IAsyncDisposable> OpenAsync(Uri url, int events, ClientPlan plan)
    {
        var idle = new IdleShard(url, events, plan);
        await idle._shard.WaitUntilReadyAsync();
        if (events > 0)
        {
            await idle._fed.Task;
        }

        return idle;
    }

    public async ValueTask DisposeAsync()
    {
        await _shard.DisposeAsync();
        await _run;
    }
}
