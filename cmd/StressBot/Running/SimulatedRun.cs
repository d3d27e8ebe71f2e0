using System.Diagnostics;
using System.Globalization;
using StressBot.Clients;
using StressBot.Options;
using StressBot.Reporting;
using StressBot.Simulation;

namespace StressBot.Running;

/// <summary>A run against the simulator, from its start to the verdict.</summary>
internal sealed class SimulatedRun(StressOptions options, SimulationSettings settings, ISimulation simulation, IBotClient client, Output output)
{
    private const int DefaultShards = 4;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(30);

    /// <summary>How long the sockets may take to be seen closed on the other side.</summary>
    private static readonly TimeSpan SocketsGone = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _duration = options.Duration ?? DefaultDuration;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _nextProgress = output.Interval;
    private RecoveryFigures? _recovery;

    public static async Task<RunResult> RunAsync(StressOptions options, Output output, CancellationToken interruption)
    {
        var shards = options.Shards ?? DefaultShards;
        var seed = options.Seed ?? Random.Shared.Next();
        var settings = new SimulationSettings
        {
            // Long and odd enough to be found anywhere it does not belong.
            Token = string.Create(CultureInfo.InvariantCulture, $"stress-token-{seed:x8}-{Guid.NewGuid():n}"),
            Shards = shards,
            MaxConcurrency = options.MaxConcurrency ?? (options.Interlude == Interlude.HandOver ? Scale.OneBucketEach(shards) : Scale.MaxConcurrency(shards)),
            Rate = options.Rate ?? Scale.Rate(shards),
            Faults = options.FaultsInflicted,
            Seed = seed,
        };
        ISimulation simulation = options.Simulator == SimulatorMode.Child
            ? await ChildSimulation.StartAsync(settings).ConfigureAwait(false)
            : await LocalSimulation.StartAsync(settings, interruption).ConfigureAwait(false);
        await using var owned = simulation.ConfigureAwait(false);
        output.Line(Heading(options, settings));
        var client = await StartClientAsync(options, settings, simulation.HttpBaseUrl, output).ConfigureAwait(false);
        await using var ownedClient = client.ConfigureAwait(false);
        return await new SimulatedRun(options, settings, simulation, client, output).RunAsync(interruption).ConfigureAwait(false);
    }

    private static async Task<IBotClient> StartClientAsync(StressOptions options, SimulationSettings settings, Uri url, Output output)
    {
        var client = new ClientSettings
        {
            Token = settings.Token,
            HttpBaseUrl = url,
            Shards = settings.Shards,
            Delivery = options.Delivery,
            ConnectCap = options.ConnectCap,
            Verbose = options.Verbose,
            Sabotage = options.Sabotage,
        };
        return options.Interlude switch
        {
            Interlude.Restart or Interlude.Kill => await RestartingClient.StartAsync(client, options.Interlude == Interlude.Kill).ConfigureAwait(false),
            Interlude.HandOver => await HandOverClient.StartAsync(client, output.Error).ConfigureAwait(false),
            _ => FleetClient.Start(client, output.Error),
        };
    }

    private async Task<RunResult> RunAsync(CancellationToken interruption)
    {
        await StartUpAsync(interruption).ConfigureAwait(false);
        await client.MeasureAsync().ConfigureAwait(false);
        await RunForAsync(interruption).ConfigureAwait(false);

        await simulation.QuietAsync().ConfigureAwait(false);
        await new Settling(simulation, client).WaitAsync().ConfigureAwait(false);
        var report = await client.ReportAsync().ConfigureAwait(false);
        var took = _clock.Elapsed;
        var verdict = await simulation.JudgeAsync(report.Account).ConfigureAwait(false);

        var violations = new List<string>(await client.StopAsync(keepSessions: false).ConfigureAwait(false));
        violations.AddRange(await LeftoversAsync().ConfigureAwait(false));
        var atEnd = await simulation.JudgeAsync(report.Account).ConfigureAwait(false);
        violations.AddRange(atEnd.Violations.Where(v => v.StartsWith("Against", StringComparison.Ordinal)).Except(verdict.Violations));
        report = await client.ReportAsync().ConfigureAwait(false) with { Resources = report.Resources, Shards = report.Shards, ReconnectsByCause = report.ReconnectsByCause };
        violations.AddRange(report.LogViolations);
        violations.AddRange(RecoveryRules.Violations(_recovery, settings.Faults));
        return new RunResult
        {
            Options = options,
            Seed = settings.Seed,
            Took = took,
            Verdict = verdict with { Violations = [.. verdict.Violations, .. violations] },
            Shards = report.Shards,
            ReconnectsByCause = report.ReconnectsByCause,
            Heartbeats = report.Heartbeats,
            Resources = options.Simulator == SimulatorMode.Child || options.Interlude is Interlude.Restart or Interlude.Kill ? report.Resources : null,
            Recovery = _recovery,
            LongestStall = report.LongestStall,
            Warnings = report.Warnings,
            Interrupted = interruption.IsCancellationRequested,
        };
    }

    // Until every shard has had its first READY. Faults may make that take too long: then the run begins without it.
    private async Task StartUpAsync(CancellationToken interruption)
    {
        var patience = Scale.StartUp(settings.Shards, settings.MaxConcurrency);
        while (_clock.Elapsed < patience && !interruption.IsCancellationRequested)
        {
            var state = await client.GetStateAsync().ConfigureAwait(false);
            if (state.Shards.Count(s => s.Session is not null) == settings.Shards)
            {
                break;
            }

            await ProgressAsync(interruption).ConfigureAwait(false);
        }
    }

    private async Task RunForAsync(CancellationToken interruption)
    {
        var began = _clock.Elapsed;
        var isOver = options.Interlude == Interlude.None && options.Sabotage != Sabotage.GiveUp;
        while (_clock.Elapsed - began < _duration && !interruption.IsCancellationRequested)
        {
            await ProgressAsync(interruption).ConfigureAwait(false);
            if (!isOver && _clock.Elapsed - began > _duration / 2)
            {
                isOver = true;
                await InterruptAsync(interruption).ConfigureAwait(false);
            }
        }
    }

    // What happens in the middle.
    private async Task InterruptAsync(CancellationToken interruption)
    {
        if (options.Sabotage == Sabotage.GiveUp && client is FleetClient own)
        {
            await own.GiveUpAsync().ConfigureAwait(false);
        }

        if (options.Interlude != Interlude.None)
        {
            _recovery = await new Recovery(options.Interlude, client, simulation, output).RunAsync(interruption).ConfigureAwait(false);
        }

        if (options.Interlude is Interlude.Restart or Interlude.Kill)
        {
            await client.MeasureAsync().ConfigureAwait(false); // Another process now.
        }
    }

    private async Task ProgressAsync(CancellationToken interruption)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_clock.Elapsed < _nextProgress)
        {
            return;
        }

        _nextProgress = _clock.Elapsed + output.Interval;
        var server = await simulation.GetStateAsync().ConfigureAwait(false);
        var state = await client.GetStateAsync().ConfigureAwait(false);
        output.Progress(string.Create(CultureInfo.InvariantCulture,
            $"{_clock.Elapsed.TotalSeconds,5:0} s  {state.Ready}/{settings.Shards} ready  {server.Sent} sent  {state.Received} received  {server.Faults} faults  {state.Reconnects} reconnects  {state.Resumes} resumes  {state.Identifies} identifies"));
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

    private static string Heading(StressOptions options, SimulationSettings settings)
    {
        var interlude = options.Interlude == Interlude.None ? "" : $", a {InterludeName.Of(options.Interlude)} in the middle";
        var concurrency = settings.MaxConcurrency == Scale.MaxConcurrency(1) ? "" : $", max_concurrency {settings.MaxConcurrency}";
        var faults = settings.Faults.ToString().ToLowerInvariant();
        var where = options.Simulator == SimulatorMode.Child ? "a child process" : "in this process";
        return string.Create(CultureInfo.InvariantCulture,
            $"StressBot: {settings.Shards} shards, {DurationText.Format(options.Duration ?? DefaultDuration)}, {settings.Rate:0.##} events/s each, faults: {faults}{interlude}, simulator: {where}{concurrency}, seed {settings.Seed}");
    }
}
