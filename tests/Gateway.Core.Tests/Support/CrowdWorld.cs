using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Simulator;
using Gateway.Simulator.InMemory;

namespace Gateway.Core.Tests.Support;

/// <summary>Very many shards of one bot against one simulator, in one virtual world. They share nothing but the identify limiter.</summary>
internal sealed class CrowdWorld : IDisposable
{
    private readonly InMemoryGateway _front;
    private readonly BucketIdentifyRateLimiter _limiter;
    private readonly long[] _sequences;

    public CrowdWorld(int count, int maxConcurrency, int seed)
    {
        var random = new Random(seed);
        Server = new GatewayServer(
            new GatewayServerOptions
            {
                Seed = seed,
                MaxConcurrency = maxConcurrency,
                IdentifyTotal = 2 * count,
                RecommendedShards = count,
                GuildCount = count,
            },
            World.Time);
        _front = new InMemoryGateway(Server, World.Time, World.Post, () => TimeSpan.FromMilliseconds(random.Next(20, 100)));
        Transport = new SimulatorTransport(World, _front);
        _limiter = new BucketIdentifyRateLimiter(World.Time);
        _limiter.Update(new SessionStartLimit(2 * count, 2 * count, TimeSpan.Zero, maxConcurrency));
        _sequences = new long[count];
        Messages = new int[count];
        Shards = [.. Enumerable.Range(0, count).Select(index => Make(index, count, random))];
        Running = [.. Shards.Select(s => s.RunAsync(HandleAsync))];
    }

    public VirtualWorld World { get; } = new();

    public GatewayServer Server { get; }

    public SimulatorTransport Transport { get; }

    public IReadOnlyList<GatewayShard> Shards { get; }

    public IReadOnlyList<Task> Running { get; }

    /// <summary>MESSAGE_CREATEs that each shard was given.</summary>
    public int[] Messages { get; }

    /// <summary>Events that did not come right after the one before, within their session.</summary>
    public int OutOfStep { get; private set; }

    public bool AllReady => Shards.All(s => s.Status.State == ShardStateKind.Ready);

    public void Dispose()
    {
        foreach (var shard in Shards)
        {
            _ = shard.DisposeAsync().AsTask();
        }

        World.RunUntil(() => Running.All(r => r.IsCompleted), "all shards have ended", TimeSpan.FromMinutes(5));
        _limiter.Dispose();
        _front.Dispose();
    }

    private GatewayShard Make(int index, int count, Random random)
    {
        var shardRandom = new Random(random.Next());
        return new GatewayShard(
            new GatewayShardOptions
            {
                Token = "sim-token",
                Shard = new ShardId(index, count),
                Intents = GatewayIntents.AllUnprivileged,
                GatewayInfo = new FixedGatewayInfoSource(Server.GatewayUrl),
                IdentifyLimiter = _limiter,
                TimeProvider = World.Time,
                Scheduler = World,
                Random = shardRandom.NextDouble,
            },
            Transport);
    }

    private ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        World.Note($"{dispatch.Shard} {dispatch.Name} {dispatch.Sequence}");
        var index = dispatch.Shard.Index;
        var expected = dispatch.Name == "READY" ? 1 : _sequences[index] + 1;
        OutOfStep += dispatch.Sequence == expected ? 0 : 1;
        _sequences[index] = dispatch.Sequence ?? _sequences[index];
        Messages[index] += dispatch.Name == "MESSAGE_CREATE" ? 1 : 0;
        return default;
    }
}
