using System.Diagnostics;
using System.Globalization;
using Gateway.Core;
using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Shard.WebsocketClient;
using StressBot.Account;
using StressBot.Options;
using StressBot.Reporting;
using StressBot.Simulation;

namespace StressBot.Running;

/// <summary>A run against the simulator, from its start to the verdict.</summary>
internal sealed class SimulatedRun(StressOptions options, int seed, ISimulation simulation, ShardSet shards, Output output)
{
    private const int DefaultShards = 4;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(30);

    /// <summary>Until the first READY of all; then the client's resources are counted.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    /// <summary>How long the sockets may take to be seen closed on the other side.</summary>
    private static readonly TimeSpan SocketsGone = TimeSpan.FromSeconds(5);

    public static async Task<RunResult> RunAsync(StressOptions options, Output output, CancellationToken interruption)
    {
        var seed = options.Seed ?? Random.Shared.Next();
        var settings = new SimulationSettings
        {
            // Long and odd enough to be found anywhere it does not belong.
            Token = string.Create(CultureInfo.InvariantCulture, $"stress-token-{seed:x8}-{Guid.NewGuid():n}"),
            Shards = options.Shards ?? DefaultShards,
            Rate = options.Rate,
            Faults = options.Faults,
            Seed = seed,
        };
        ISimulation simulation = options.Simulator == SimulatorMode.Child
            ? await ChildSimulation.StartAsync(settings).ConfigureAwait(false)
            : await LocalSimulation.StartAsync(settings, interruption).ConfigureAwait(false);
        await using var owned = simulation.ConfigureAwait(false);
        using var info = new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions { Token = settings.Token, BaseAddress = simulation.HttpBaseUrl });
        using var limiter = new BucketIdentifyRateLimiter();
        using var log = new BotLog(settings.Token, options.Verbose ? output.Error : null);
        using var metrics = new MetricsCollector();
        var transport = new WebSocketTransport(new WebSocketTransportOptions { UseProxy = false });
        var common = new GatewayShardOptions
        {
            Token = settings.Token,
            Intents = GatewayIntents.All,
            GatewayInfo = info,
            IdentifyLimiter = limiter,
            LoggerFactory = log,
            Delivery = new DeliveryOptions { Mode = options.Delivery },
            // Short, so that what the simulator withholds is noticed within the run.
            Timeouts = new GatewayTimeouts
            {
                Hello = TimeSpan.FromSeconds(3), Ready = TimeSpan.FromSeconds(4), ReadyAtMost = TimeSpan.FromSeconds(8), Resumed = TimeSpan.FromSeconds(4),
            },

            // Without the caps of a real bot, whose shards would spend a long run waiting to identify.
            ReconnectPolicy = new ExponentialReconnectPolicy { DialCap = TimeSpan.FromSeconds(4), IdentifyCap = TimeSpan.FromSeconds(4) },
        };
        var shards = new ShardSet([.. Enumerable.Range(0, settings.Shards).Select(i => new ShardRunner(
            common with { Shard = new ShardId(i, settings.Shards) }, transport,
            ledger => i == 0 && options.Sabotage != Sabotage.None ? new SabotagedHandler(ledger, options.Sabotage) : new RecordingHandler(ledger)))]);
        return await new SimulatedRun(options, seed, simulation, shards, output).RunAsync(metrics, log, interruption).ConfigureAwait(false);
    }

    private async Task<RunResult> RunAsync(MetricsCollector metrics, BotLog log, CancellationToken interruption)
    {
        using var stalls = new StallMeter();
        var duration = options.Duration ?? DefaultDuration;
        var clock = Stopwatch.StartNew();
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"StressBot: {shards.All.Count} shards, {DurationText.Format(duration)}, {options.Rate:0.##} events/s each, faults: {Name(options.Faults)}, simulator: {(options.Simulator == SimulatorMode.Child ? "a child process" : "in this process")}, seed {seed}"));
        shards.Start();
        await WaitAsync(() => shards.Ready == shards.All.Count, WarmUp, interruption).ConfigureAwait(false);
        var resources = new ResourceMeter(shards.Received);
        await RunForAsync(clock, duration, metrics, interruption).ConfigureAwait(false);

        await simulation.QuietAsync().ConfigureAwait(false);
        await new Settling(simulation, shards).WaitAsync().ConfigureAwait(false);
        var cost = resources.Read(shards.Received);
        var took = clock.Elapsed;
        var verdict = await simulation.JudgeAsync(shards.Account()).ConfigureAwait(false);
        var reconnects = metrics.EndingsByCause();
        var figures = shards.Figures(metrics);

        var violations = new List<string>(await shards.StopAsync(keepSession: false).ConfigureAwait(false));
        violations.AddRange(await LeftoversAsync().ConfigureAwait(false));
        var atEnd = await simulation.JudgeAsync(shards.Account()).ConfigureAwait(false);
        violations.AddRange(atEnd.Violations.Where(v => v.StartsWith("Against", StringComparison.Ordinal)).Except(verdict.Violations));
        violations.AddRange(log.Violations());
        return new RunResult
        {
            Options = options,
            Seed = seed,
            Took = took,
            Verdict = verdict with { Violations = [.. verdict.Violations, .. violations] },
            Shards = figures,
            ReconnectsByCause = reconnects,
            Heartbeats = HeartbeatFigures.From(metrics),
            Resources = options.Simulator == SimulatorMode.Child ? cost : null,
            LongestStall = stalls.Longest,
            Warnings = log.Counts,
            Interrupted = interruption.IsCancellationRequested,
        };
    }

    private async Task RunForAsync(Stopwatch clock, TimeSpan duration, MetricsCollector metrics, CancellationToken interruption)
    {
        var sabotaged = options.Sabotage != Sabotage.GiveUp;
        var nextProgress = output.Interval;
        while (clock.Elapsed < duration && !interruption.IsCancellationRequested)
        {
            await DelayAsync(TimeSpan.FromMilliseconds(100), interruption).ConfigureAwait(false);
            if (!sabotaged && clock.Elapsed > duration / 2)
            {
                sabotaged = true;
                await shards.All[0].RestartAsync().ConfigureAwait(false);
            }

            if (clock.Elapsed >= nextProgress)
            {
                nextProgress += output.Interval;
                var state = await simulation.GetStateAsync().ConfigureAwait(false);
                output.Progress(string.Create(CultureInfo.InvariantCulture,
                    $"{clock.Elapsed.TotalSeconds,5:0} s  {shards.Ready}/{shards.All.Count} ready  {state.Sent} sent  {shards.Received} received  {state.Faults} faults  {metrics.EndingsTotal} reconnects  {shards.Resumes} resumes  {shards.Identifies} identifies"));
            }
        }
    }

    private async Task<IEnumerable<string>> LeftoversAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var open = (await simulation.GetStateAsync().ConfigureAwait(false)).OpenConnections;
            if (open == 0 || clock.Elapsed > SocketsGone)
            {
                return open == 0 ? [] : [$"{open} sockets were still open {SocketsGone.TotalSeconds} s after all shards had stopped."];
            }

            await Task.Delay(50).ConfigureAwait(false);
        }
    }

    private static async Task WaitAsync(Func<bool> until, TimeSpan atMost, CancellationToken interruption)
    {
        var clock = Stopwatch.StartNew();
        while (!until() && clock.Elapsed < atMost && !interruption.IsCancellationRequested)
        {
            await DelayAsync(TimeSpan.FromMilliseconds(20), interruption).ConfigureAwait(false);
        }
    }

    private static async Task DelayAsync(TimeSpan wait, CancellationToken interruption) =>
        await Task.Delay(wait, interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static string Name(FaultLevel level) => level switch
    {
        FaultLevel.None => "none",
        FaultLevel.Heavy => "heavy",
        _ => "default",
    };
}
