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
    private readonly MeterRecorder _meter = new();

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
        Timers = new CountedTime(World.Time);
        var options = new GatewayShardOptions
        {
            Token = "sim-token",
            Intents = GatewayIntents.AllUnprivileged,
            GatewayInfo = new FixedGatewayInfoSource(Server.GatewayUrl),
            TimeProvider = Timers,
            LoggerFactory = Logs,
            FrameObserver = Frames,
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

    /// <summary>What the shard logs, at every level.</summary>
    public RecordingLogs Logs { get; } = new();

    /// <summary>What goes over the wire, with the token masked.</summary>
    public FrameRecorder Frames { get; } = new();

    /// <summary>The shard's own timers.</summary>
    public CountedTime Timers { get; }

    public MachineCounters Counters => Shard.Status.Counters;

    /// <summary>The session that lives, as the simulator sees it.</summary>
    public Gateway.Simulator.Accounting.SessionAccount? LivingSession => Server.Account.Sessions.LastOrDefault(s => s.EndedAt is null);

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

    /// <summary>No more traffic; what is on the way arrives.</summary>
    public void Quiet()
    {
        Server.Traffic.EventsPerSecond = 0;
        Server.Faults.Stop();
        Pass(1);
        UntilReady();
        Pass(5);
    }

    /// <summary>What the run, or another task, has ended with. Lets time pass until it has.</summary>
    public Exception? ErrorOf(Task task, TimeSpan? limit = null)
    {
        World.RunUntil(() => task.IsCompleted, "the task has ended", limit);
        return task.IsCanceled ? new OperationCanceledException() : task.Exception?.InnerException;
    }

    /// <summary>Completes after a while of virtual time, on the world's thread.</summary>
    public Task After(TimeSpan time)
    {
        var done = new TaskCompletionSource();
        var timer = World.Time.CreateTimer(
            s => World.Post(((TaskCompletionSource)s!).SetResult), done, time, Timeout.InfiniteTimeSpan);
        return done.Task;
    }

    /// <summary>Events that were dropped because the queue was full, by the shard's own metric.</summary>
    public int DroppedByQueue => (int)_meter.Measurements
        .Where(m => m.Name == "gateway.dispatches.dropped" && m.Tags.Any(t => Equals(t.Value, "queue-full"))).Sum(m => m.Value);

    public void Pass(double seconds) => World.Run(TimeSpan.FromSeconds(seconds));

    /// <summary>
    /// What was dispatched into sessions that still live, or were resumed, and did not reach the handler; counted by
    /// the simulator's own account.
    /// </summary>
    public int Lost() => Missing().Count();

    /// <summary>What <see cref="Lost"/> counts.</summary>
    public IEnumerable<string> Missing() =>
        from session in Server.Account.Sessions
        where session.EndedAt is null
        from dispatch in session.Dispatches
        where !_got.TryGetValue(session.Id, out var got) || !got.Contains(dispatch.Sequence)
        select $"{session.Id} of {session.CreatedAt}: {dispatch.EventName} {dispatch.Sequence} at {dispatch.At}";

    /// <summary>What has to hold at the end of every scenario.</summary>
    /// <param name="except">Says in the test why sessions ended; what lived on is checked all the same.</param>
    /// <param name="violations">Kinds of violation that the scenario provokes.</param>
    public void AssertHealthy(string? except = null, params Gateway.Simulator.Accounting.ViolationKind[] violations)
    {
        using (Assert.EnterMultipleScope())
        {
            if (except is null)
            {
                Assert.That(
                    Server.Account.Sessions.Where(s => s.EndedAt is not null), Is.Empty, "sessions that have ended");
            }

            Assert.That(Missing(), Is.Empty, "lost");
            Assert.That(Duplicates, Is.Zero, "duplicated");
            Assert.That(OutOfOrder, Is.Zero, "out of order");
            Assert.That(
                Server.Account.Violations.Where(v => !violations.Contains(v.Kind)).Select(v => v.ToString()), Is.Empty);
            Assert.That(Transport.MaxOpen, Is.LessThanOrEqualTo(1), "sockets open at the same time");
            Assert.That(World.ForeignThreads, Is.Zero, "calls from other threads");
        }
    }

    public void Dispose()
    {
        World.Await(Shard.DisposeAsync().AsTask(), TimeSpan.FromMinutes(2));
        World.Run(TimeSpan.FromMinutes(1));
        _front.Dispose();
        _meter.Dispose();
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

    /// <summary>Notes an event that got through; for tests that read the stream themselves.</summary>
    public void Count(Dispatch dispatch)
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
