using System.Text;
using Gateway.Core.Machine;
using Gateway.Simulator;
using Gateway.Simulator.InMemory;

namespace Gateway.Core.Tests.Support;

/// <summary>One shard against one simulator in one virtual world, and the account of what got through.</summary>
internal sealed class ShardWorld : IDisposable
{
    private readonly Dictionary<string, SortedSet<long>> _got = [];
    private readonly InMemoryGateway _front;

    public ShardWorld(
        Func<GatewayServerOptions, GatewayServerOptions>? server = null,
        Func<GatewayShardOptions, GatewayShardOptions>? shard = null, int seed = 1,
        TimeSpan? latency = null)
    {
        var serverOptions = new GatewayServerOptions { Seed = seed, ReplayCapacity = 100_000 };
        Server = new GatewayServer(server?.Invoke(serverOptions) ?? serverOptions, World.Time);
        _front = new InMemoryGateway(Server, World.Time, World.Post, latency ?? TimeSpan.FromMilliseconds(20));
        Transport = new SimulatorTransport(World, _front);
        var random = new Random(seed);
        var options = new GatewayShardOptions
        {
            Token = "sim-token",
            Intents = GatewayIntents.AllUnprivileged,
            GatewayInfo = new FixedGatewayInfoSource(Server.GatewayUrl),
            TimeProvider = World.Time,
            Scheduler = World,
            Random = random.NextDouble,
        };
        Options = shard?.Invoke(options) ?? options;
        Shard = new GatewayShard(Options, Transport);
        _ = WatchAsync(Shard);
    }

    public VirtualWorld World { get; } = new();

    public GatewayServer Server { get; }

    public SimulatorTransport Transport { get; }

    public GatewayShardOptions Options { get; }

    public GatewayShard Shard { get; private set; }

    public Task? Running { get; private set; }

    public List<ShardTransition> Transitions { get; } = [];

    public int Handled { get; private set; }

    public int Duplicates { get; private set; }

    public int OutOfOrder { get; private set; }

    /// <summary>Called for every event, before it is counted as handled.</summary>
    public Func<Dispatch, CancellationToken, ValueTask> OnDispatch { get; set; } = static (_, _) => ValueTask.CompletedTask;

    public ShardStateKind State => Shard.Status.State;

    /// <summary>Starts the shard, and lets time pass until it is Ready.</summary>
    public ShardWorld Start()
    {
        Run();
        UntilReady();
        return this;
    }

    public Task Run(CancellationToken cancellationToken = default)
    {
        Running = Shard.RunAsync(HandleAsync, cancellationToken);
        return Running;
    }

    /// <summary>Another shard in the same world, as after a restart of the process.</summary>
    public void Replace(GatewayShardOptions options)
    {
        Shard = new GatewayShard(options, Transport);
        _ = WatchAsync(Shard);
    }

    public void UntilReady(TimeSpan? limit = null) => Until(ShardStateKind.Ready, limit);

    public void Until(ShardStateKind state, TimeSpan? limit = null) =>
        World.RunUntil(() => State == state, $"the shard is {state}", limit);

    /// <summary>Lets time pass until something of the kind has happened once more.</summary>
    public ShardTransition UntilTransition(Func<ShardTransition, bool> condition, string what, TimeSpan? limit = null)
    {
        var seen = Transitions.Count;
        World.RunUntil(() => Transitions.Skip(seen).Any(condition), what, limit);
        return Transitions.Skip(seen).First(condition);
    }

    public void Pass(double seconds) => World.Run(TimeSpan.FromSeconds(seconds));

    /// <summary>
    /// What was dispatched into sessions that still live, or were resumed, and did not reach the handler; counted by
    /// the simulator's own account.
    /// </summary>
    public int Lost() => Server.Account.Sessions
        .Where(s => s.EndedAt is null)
        .Sum(s => s.Dispatches.Count(d => !_got.TryGetValue(s.Id, out var got) || !got.Contains(d.Sequence)));

    /// <summary>What has to hold at the end of every scenario.</summary>
    public void AssertHealthy()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Lost(), Is.Zero, "lost");
            Assert.That(Duplicates, Is.Zero, "duplicated");
            Assert.That(OutOfOrder, Is.Zero, "out of order");
            Assert.That(Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
            Assert.That(World.ForeignThreads, Is.Zero, "calls from other threads");
        }
    }

    public void Dispose()
    {
        World.Await(Shard.DisposeAsync().AsTask(), TimeSpan.FromMinutes(2));
        World.Run(TimeSpan.FromMinutes(1));
        _front.Dispose();
    }

    private async Task WatchAsync(GatewayShard shard)
    {
        await foreach (var transition in shard.ReadTransitionsAsync().ConfigureAwait(false))
        {
            World.Note($"{transition.From} -> {transition.To}: {transition.Ending?.ToString() ?? transition.Cause.ToString()}");
            Transitions.Add(transition);
        }
    }

    private async ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        World.CheckThread();
        Count(dispatch);
        await OnDispatch(dispatch, cancellationToken).ConfigureAwait(false);
        Handled++;
    }

    private string? _session;
    private long _last;

    private void Count(Dispatch dispatch)
    {
        World.Note($"{dispatch.Name} {dispatch.Sequence}");
        if (dispatch.Name == "READY")
        {
            using var document = System.Text.Json.JsonDocument.Parse(dispatch.Data);
            _session = document.RootElement.GetProperty("session_id").GetString();
            _last = 0;
        }

        var sequence = dispatch.Sequence ?? 0;
        OutOfOrder += sequence < _last ? 1 : 0;
        _last = sequence;
        if (!_got.TryGetValue(_session!, out var got))
        {
            _got[_session!] = got = [];
        }

        Duplicates += got.Add(sequence) ? 0 : 1;
    }

    public override string ToString() => new StringBuilder().AppendJoin('\n', World.Log).ToString();
}
