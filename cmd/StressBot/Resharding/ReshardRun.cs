using System.Diagnostics;
using System.Globalization;
using Gateway.Core;
using Gateway.Core.Fleet.Resharding;
using Gateway.Shard.WebsocketClient;
using StressBot.Account;
using StressBot.Clients;
using StressBot.Options;
using StressBot.Reporting;
using StressBot.Running;
using StressBot.Simulation;

namespace StressBot.Resharding;

/// <summary>A run that goes from one shard count to another in the middle of traffic.</summary>
internal sealed class ReshardRun(StressOptions options, SimulationSettings settings, ISimulation simulation, BotLog log, Output output)
{
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    /// <summary>How long events may be under way after the last was sent.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);

    private readonly NumberedLedger _ledger = new();
    private readonly List<string> _violations = [];
    private readonly ReshardSpec _spec = options.Reshard!;
    private readonly Stopwatch _total = Stopwatch.StartNew();
    private TimeSpan _nextProgress = output.Interval;
    private ReshardResult? _result;
    private long _identifiesSpent;

    public static async Task<ReshardOutcome> RunAsync(StressOptions options, Output output, CancellationToken interruption)
    {
        var spec = options.Reshard!;
        var most = Math.Max(spec.From, spec.To);
        var seed = options.Seed ?? Random.Shared.Next();
        var settings = new SimulationSettings
        {
            Token = string.Create(CultureInfo.InvariantCulture, $"stress-token-{seed:x8}-{Guid.NewGuid():n}"),
            Shards = spec.From,
            MaxConcurrency = options.MaxConcurrency ?? Scale.MaxConcurrency(most),
            Rate = options.Rate ?? Scale.Rate(most),
            Faults = FaultLevel.None,
            Seed = seed,
            IsNumbered = true,
        };
        ISimulation simulation = options.Simulator == SimulatorMode.Child
            ? await ChildSimulation.StartAsync(settings).ConfigureAwait(false)
            : await LocalSimulation.StartAsync(settings, interruption).ConfigureAwait(false);
        await using var owned = simulation.ConfigureAwait(false);
        using var log = new BotLog(settings.Token, options.Verbose ? output.Error : null);
        return await new ReshardRun(options, settings, simulation, log, output).RunAsync(interruption).ConfigureAwait(false);
    }

    private async Task<ReshardOutcome> RunAsync(CancellationToken interruption)
    {
        var duration = options.Duration ?? DefaultDuration;
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"StressBot: from {_spec.From} to {_spec.To} shards in the middle of {DurationText.Format(duration)}, {settings.Rate:0.##} events/s for each, simulator: {(options.Simulator == SimulatorMode.Child ? "a child process" : "in this process")}, seed {settings.Seed}"));
        using var info = new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions { Token = settings.Token, BaseAddress = simulation.HttpBaseUrl });
        var client = new ClientSettings
        {
            Token = settings.Token,
            HttpBaseUrl = simulation.HttpBaseUrl,
            Shards = _spec.From,
            Delivery = options.Delivery,
            ConnectCap = options.ConnectCap,
        };
        var manager = new ShardManager(FleetSetup.Options(client, info, log), new WebSocketTransport(new WebSocketTransportOptions { UseProxy = false }));
        await using var owned = manager.ConfigureAwait(false);
        var running = manager.RunAsync(_ledger, CancellationToken.None);
        await PassAsync(manager, Scale.StartUp(_spec.From, settings.MaxConcurrency), () => manager.Status.Ready == _spec.From, interruption).ConfigureAwait(false);
        await PassAsync(manager, duration / 2, static () => false, interruption).ConfigureAwait(false);
        await ReshardAsync(manager, interruption).ConfigureAwait(false);
        await PassAsync(manager, duration / 2, static () => false, interruption).ConfigureAwait(false);
        await simulation.QuietAsync().ConfigureAwait(false);
        var sent = await simulation.GetNumbersAsync().ConfigureAwait(false);
        await PassAsync(manager, Arrival, () => _ledger.LostOf(sent) == 0, CancellationToken.None).ConfigureAwait(false);
        CheckShards(manager);
        await StopAsync(manager, running).ConfigureAwait(false);
        _violations.AddRange((await simulation.JudgeAsync(new ClientAccount([])).ConfigureAwait(false)).Violations);
        _violations.AddRange(log.Violations());
        return new ReshardOutcome
        {
            Reshard = _spec,
            Seed = settings.Seed,
            Interrupted = interruption.IsCancellationRequested,
            ReshardSeconds = _result?.Duration.TotalSeconds,
            Sent = sent.Sum(r => r[1] - r[0] + 1),
            Received = _ledger.Received,
            Lost = _ledger.LostOf(sent),
            MarkedDuplicates = _ledger.MarkedDuplicates,
            UnmarkedDuplicates = _ledger.UnmarkedDuplicates,
            OutOfOrder = _ledger.OutOfOrder,
            IdentifiesSpent = _identifiesSpent,
            Violations = _violations,
        };
    }

    private async Task ReshardAsync(ShardManager manager, CancellationToken interruption)
    {
        if (interruption.IsCancellationRequested)
        {
            return;
        }

        var before = (await simulation.GetStateAsync().ConfigureAwait(false)).Identifies;
        var resharding = manager.ReshardAsync(_spec.To, cancellationToken: interruption);
        await PassAsync(manager, Timeout.InfiniteTimeSpan, () => resharding.IsCompleted, CancellationToken.None).ConfigureAwait(false);
        try
        {
            _result = await resharding.ConfigureAwait(false);
            if (_result.GuildsByDeadline > 0)
            {
                _violations.Add($"{_result.GuildsByDeadline} guilds were switched before their new shard had them.");
            }
        }
        catch (ReshardFailedException e)
        {
            _violations.Add($"Resharding failed ({e.Failure}): {e.Message}");
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            // The new shards were stopped again; the old ones go on.
        }

        _identifiesSpent = (await simulation.GetStateAsync().ConfigureAwait(false)).Identifies - before;
        if (_result is not null && _identifiesSpent != _spec.To)
        {
            _violations.Add($"Resharding to {_spec.To} shards cost {_identifiesSpent} identifies.");
        }
    }

    private void CheckShards(ShardManager manager)
    {
        var status = manager.Status;
        var wanted = _result is null ? _spec.From : _spec.To;
        if (status.ShardCount != wanted || status.Ready != wanted)
        {
            _violations.Add($"At the end {status.Ready} of {status.ShardCount} shards were Ready, and not all of {wanted}.");
        }
    }

    private async Task StopAsync(ShardManager manager, Task running)
    {
        try
        {
            await manager.StopAsync(keepSessions: false).WaitAsync(StopPatience).ConfigureAwait(false);
            await running.WaitAsync(StopPatience).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a run ends with is a finding.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _violations.Add($"The fleet did not end as it should: {e.Message}");
        }
    }

    // Lets time pass, and shows how it goes.
    private async Task PassAsync(ShardManager manager, TimeSpan atMost, Func<bool> until, CancellationToken interruption)
    {
        var clock = Stopwatch.StartNew();
        while (!until() && (atMost < TimeSpan.Zero || clock.Elapsed < atMost) && !interruption.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_total.Elapsed < _nextProgress)
            {
                continue;
            }

            _nextProgress = _total.Elapsed + output.Interval;
            var status = manager.Status;
            var reshard = status.Reshard is { } r ? $"  {r.Phase}: {r.NewReady}/{r.To} new shards ready, {r.GuildsLeft?.ToString(CultureInfo.InvariantCulture) ?? "all"} guilds to go" : "";
            output.Progress(string.Create(CultureInfo.InvariantCulture,
                $"{_total.Elapsed.TotalSeconds,5:0} s  {status.Ready}/{status.ShardCount} ready  {_ledger.Received} received{reshard}"));
        }
    }
}
