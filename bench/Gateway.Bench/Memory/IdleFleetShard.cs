using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Memory;

/// <summary>A shard of ours under a manager, which all of this process share.</summary>
internal sealed class IdleFleetShard : IIdleShard
{
    private const int Count = 100_000; // More than anybody opens.
    private static readonly Lock Gate = new();
    private static Task<ShardManager>? _shared;
    private static int _next;
    private readonly ShardManager _manager;
    private readonly int _index;

    private IdleFleetShard(ShardManager manager, int index)
    {
        _manager = manager;
        _index = index;
    }

    public ShardStatus Status => _manager.Status.Shards.First(s => s.Shard.Index == _index).Status!;

    public static async Task<IAsyncDisposable> OpenAsync(Uri url)
    {
        Task<ShardManager> starting;
        lock (Gate)
        {
            starting = _shared ??= StartAsync(url);
        }

        var manager = await starting;
        var index = Interlocked.Increment(ref _next);
        manager.Add(index);
        await manager.WaitUntilReadyAsync();
        return new IdleFleetShard(manager, index);
    }

    public async ValueTask DisposeAsync() => await _manager.StopShardAsync(_index);

    // Shard 0 runs all the time, because a manager without a running shard ends. It is there before anything is measured.
    private static async Task<ShardManager> StartAsync(Uri url)
    {
        var manager = new ShardManager(
            new ShardManagerOptions
            {
                Plan = ShardPlan.List([0], Count),
                Storm = new StormOptions { MaxConnectsPerSecond = null },
                Budget = null,
                Shard = new GatewayShardOptions
                {
                    Token = "bench",
                    GatewayInfo = new FixedGatewayInfoSource(url),
                    Intents = GatewayIntents.AllUnprivileged,
                    IdentifyLimiter = NoLimiter.Instance,
                },
            },
            new WebSocketTransport());
        _ = manager.RunAsync((_, _) => ValueTask.CompletedTask);
        await manager.WaitUntilReadyAsync();
        return manager;
    }
}
