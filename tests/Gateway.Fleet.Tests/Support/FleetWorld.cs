using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.InMemory;

namespace Gateway.Fleet.Tests.Support;

/// <summary>A fleet against one simulator in one virtual world: one thread, one clock, one seed.</summary>
internal sealed class FleetWorld : IDisposable
{
    private readonly InMemoryGateway _front;
    private readonly Random _random;

    public FleetWorld(
        Func<GatewayServerOptions, GatewayServerOptions>? server = null, int seed = 1, Func<Random, TimeSpan>? latency = null)
    {
        _random = new Random(seed);
        var options = new GatewayServerOptions
        {
            Seed = seed,
            ReplayCapacity = 100_000,
            GuildCount = 0,
            MaxConcurrency = 16,
        };
        Server = new GatewayServer(server?.Invoke(options) ?? options, World.Time);
        var wire = new Random(seed + 1);
        _front = new InMemoryGateway(
            Server, World.Time, World.Post, latency is null ? () => TimeSpan.FromMilliseconds(20) : () => latency(wire));
        Transport = new SimulatorTransport(World, _front);
        Timers = new CountedTime(World.Time);
        Info = new ServerInfo(Server);
    }

    public VirtualWorld World { get; } = new();

    public GatewayServer Server { get; }

    public SimulatorTransport Transport { get; }

    /// <summary>The fleet's own timers.</summary>
    public CountedTime Timers { get; }

    public ServerInfo Info { get; }

    /// <summary>Outlives the processes of this world.</summary>
    public MemoryIdentifyBudgetStore BudgetStore { get; } = new();

    public RecordingLogs Logs { get; } = new();

    public FleetAccount Account { get; } = new();

    /// <summary>The sequence of the last event of each shard.</summary>
    public Dictionary<int, long?> LastHandled { get; } = [];

    /// <summary>Shards that are Ready, by what was told of them.</summary>
    public int Ready { get; private set; }

    public List<ShardChange> Changes { get; } = [];

    public ShardManager Manager { get; private set; } = null!;

    public Task Running { get; private set; } = null!;

    /// <summary>Takes the place of the world's own handler and its account. Set before the start.</summary>
    public DispatchHandler? Handler { get; init; }

    /// <summary>Whether an event counts when its handler has finished, and not when it begins.</summary>
    public bool CountsWhenFinished { get; set; }

    /// <summary>Called for every event, before it is counted as handled.</summary>
    public Func<Dispatch, CancellationToken, ValueTask> OnDispatch { get; set; } = static (_, _) => ValueTask.CompletedTask;

    public TimeSpan Now => World.Now;

    public FleetStatus Status => Manager.Status;

    public ShardManagerOptions Options(ShardPlan plan) => new()
    {
        Plan = plan,
        BudgetStore = BudgetStore,
        Shard = new GatewayShardOptions
        {
            Token = "sim-token",
            Intents = GatewayIntents.AllUnprivileged,
            GatewayInfo = Info,
            TimeProvider = Timers,
            LoggerFactory = Logs,
            Scheduler = World,
            Random = _random.NextDouble,
        },
    };

    /// <summary>A process begins: a manager runs.</summary>
    public Task Run(ShardPlan plan, Func<ShardManagerOptions, ShardManagerOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        Make(plan, configure);
        Running = Manager.RunAsync(Handler ?? HandleAsync, cancellationToken);
        return Running;
    }

    public ShardManager Make(ShardPlan plan, Func<ShardManagerOptions, ShardManagerOptions>? configure = null)
    {
        var options = Options(plan);
        Manager = new ShardManager(configure?.Invoke(options) ?? options, Transport);
        _ = WatchAsync(Manager);
        return Manager;
    }

    public FleetWorld Start(ShardPlan plan, Func<ShardManagerOptions, ShardManagerOptions>? configure = null)
    {
        Run(plan, configure);
        UntilReady();
        return this;
    }

    public void UntilReady(TimeSpan? limit = null)
    {
        var ready = Manager.WaitUntilReadyAsync();
        World.RunUntil(() => ready.IsCompleted || Running.IsCompleted, "all shards are Ready", limit ?? TimeSpan.FromHours(3));
        Assert.That(Running.Exception?.InnerException, Is.Null);
        ready.GetAwaiter().GetResult();
    }

    /// <summary>What the server would still allow.</summary>
    public int Remaining => Server.GetSessionStartLimit("sim-token")!.Remaining;

    public void Pass(double seconds) => World.Run(TimeSpan.FromSeconds(seconds));

    public void Stop()
    {
        _ = Manager.StopAsync();
        World.Await(Running, TimeSpan.FromMinutes(2));
    }

    /// <summary>What a task has ended with. Lets time pass until it has.</summary>
    public Exception? ErrorOf(Task task, TimeSpan? limit = null)
    {
        World.RunUntil(() => task.IsCompleted, "the task has ended", limit);
        return task.IsCanceled ? new OperationCanceledException() : task.Exception?.InnerException;
    }

    public ShardStateKind? StateOf(int shard) => Status.Shards.Single(s => s.Shard.Index == shard).Status?.State;

    public IEnumerable<ShardTransition> TransitionsOf(int shard) =>
        Changes.Where(c => c.Shard.Index == shard && c.Transition is not null).Select(c => c.Transition!);

    /// <summary>Completes after a while of virtual time, on the world's thread.</summary>
    public Task After(TimeSpan time)
    {
        var done = new TaskCompletionSource();
        _ = World.Time.CreateTimer(
            s => World.Post(((TaskCompletionSource)s!).SetResult), done, time, Timeout.InfiniteTimeSpan);
        return done.Task;
    }

    /// <summary>What has to hold at the end of every scenario.</summary>
    public void AssertHealthy(params ViolationKind[] except)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Account.LostOf(Server), Is.Zero, "lost");
            Assert.That(Account.Duplicates, Is.Zero, "duplicated");
            Assert.That(Account.OutOfOrder, Is.Zero, "out of order");
            Assert.That(Server.Account.Violations.Where(v => !except.Contains(v.Kind)).Select(v => v.ToString()), Is.Empty);
            Assert.That(Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1), "sockets of one shard");
            Assert.That(World.ForeignThreads, Is.Zero, "calls from other threads");
        }
    }

    public void Dispose()
    {
        if (Manager is not null && Running is not null)
        {
            _ = Manager.StopAsync();
            World.RunUntil(() => Running.IsCompleted, "the fleet has stopped", TimeSpan.FromMinutes(2));
            _ = Running.Exception; // Seen.
            World.Run(TimeSpan.FromMinutes(1));
            Assert.That(Timers.Armed, Is.Zero, "timers that will still fire");
        }

        _front.Dispose();
    }

    private async Task WatchAsync(ShardManager manager)
    {
        await foreach (var change in manager.ReadChangesAsync().ConfigureAwait(false))
        {
            Changes.Add(change);
            World.Note($"{change.Shard} {change.Kind} {change.Transition?.From} {change.Transition?.To} {change.Transition?.Cause} {change.Delay}");
            Ready += change.Transition is { To: ShardStateKind.Ready } ? 1 : change.Transition is { From: ShardStateKind.Ready } ? -1 : 0;
        }
    }

    /// <summary>Handles an event as the fleet's handler does; for tests that read the stream themselves.</summary>
    public async ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        World.CheckThread();
        if (!CountsWhenFinished)
        {
            Account.Note(dispatch);
        }

        LastHandled[dispatch.Shard.Index] = dispatch.Sequence;
        await OnDispatch(dispatch, cancellationToken).ConfigureAwait(false);
        if (CountsWhenFinished)
        {
            Account.Note(dispatch);
        }
    }
}
