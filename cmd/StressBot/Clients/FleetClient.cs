using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Machine;
using Gateway.Shard.WebsocketClient;
using StressBot.Account;
using StressBot.Reporting;
using StressBot.Running;

namespace StressBot.Clients;

/// <summary>The bot in this process: a <see cref="ShardManager"/> with all shards.</summary>
internal sealed class FleetClient : IBotClient
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private readonly HttpGatewayInfoSource _info;
    private readonly BotLog _log;
    private readonly MetricsCollector _metrics = new();
    private readonly StallMeter _stalls = new();
    private readonly Journal? _journal;
    private readonly FleetLedgers _ledgers;
    private readonly FleetTransport _transport;
    private readonly ShardManager _manager;
    private readonly Task _run;
    private ResourceMeter? _resources;

    private FleetClient(ClientSettings settings, TextWriter error)
    {
        _info = new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions { Token = settings.Token, BaseAddress = settings.HttpBaseUrl });
        _log = new BotLog(settings.Token, settings.Verbose ? error : null);
        _journal = settings.Journal is { } path ? new Journal(path) : null;
        _ledgers = new FleetLedgers(settings.Shards, settings.Before, _journal);
        _transport = new FleetTransport(new WebSocketTransport(new WebSocketTransportOptions { UseProxy = false }), _ledgers.ShardOf);
        _manager = new ShardManager(FleetSetup.Options(settings, _info, _log), _transport);
        _run = _manager.RunAsync(new FleetHandler(_ledgers, settings.Sabotage, isSlow: _journal is not null && settings.Before is null));
    }

    public static FleetClient Start(ClientSettings settings, TextWriter error) => new(settings, error);

    public Task<ClientState> GetStateAsync()
    {
        var status = _manager.Status;
        return Task.FromResult(new ClientState
        {
            Received = _ledgers.Received,
            Resumes = status.Shards.Sum(s => s.Status?.Counters.ResumesSent ?? 0),
            Identifies = status.Shards.Sum(s => s.Status?.Counters.IdentifiesSent ?? 0),
            Reconnects = _metrics.EndingsTotal,
            Shards = [.. status.Shards.Select(CursorOf)],
        });
    }

    public Task MeasureAsync()
    {
        _resources = new ResourceMeter(_ledgers.Received);
        return Task.CompletedTask;
    }

    public Task<ClientReport> ReportAsync()
    {
        var cost = _resources?.Read(_ledgers.Received);
        return Task.FromResult(new ClientReport
        {
            Account = new ClientAccount([.. _manager.Status.Shards.Select(s => _ledgers[s.Shard.Index].Snapshot())]),
            Shards = [.. _manager.Status.Shards.Select(s => new ShardFigures(
                s.Shard.Index, s.Status?.Counters.IdentifiesSent ?? 0, s.Status?.Counters.ResumesSent ?? 0, _metrics.EndingsOf(s.Shard.Index)))],
            ReconnectsByCause = _metrics.EndingsByCause(),
            Heartbeats = HeartbeatFigures.From(_metrics),
            Resources = cost,
            LongestStall = _stalls.Longest,
            Warnings = _log.Counts,
            LogViolations = [.. _log.Violations()],
        });
    }

    /// <summary>For tests: one shard leaves a good session and identifies anew.</summary>
    public Task GiveUpAsync() => _manager.RestartShardAsync(0, resume: false);

    /// <summary>Stops a shard so that another process can go on with it.</summary>
    public async Task<TakenShard> HandOverAsync(int shard)
    {
        var handOver = await _manager.HandOverAsync(shard).ConfigureAwait(false);
        return new TakenShard(handOver.ToJson(), _ledgers[shard].Snapshot());
    }

    /// <summary>Goes on with a shard of another process.</summary>
    public Task TakeAsync(TakenShard taken)
    {
        _ledgers.Continue(taken.Before);
        return _manager.AddAsync(ShardHandOver.FromJson(taken.HandOver));
    }

    public async Task<IReadOnlyList<string>> StopAsync(bool keepSessions)
    {
        var before = _manager.Status;
        var faults = new List<string>(before.Shards.SelectMany(FaultsOf));
        try
        {
            await _manager.StopAsync(keepSessions).WaitAsync(StopPatience).ConfigureAwait(false);
            await _run.WaitAsync(StopPatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            faults.Add($"The fleet did not stop within {StopPatience.TotalSeconds} s; {_manager.Status.Running} shards still run.");
        }
#pragma warning disable CA1031 // Whatever else a run ends with is a finding.
        catch (Exception e)
#pragma warning restore CA1031
        {
            faults.Add(e is GatewayException ? $"The fleet ended by itself: {e.Message}" : $"The fleet crashed: {e}");
        }

        if (_transport.Overlaps > 0)
        {
            faults.Add($"{_transport.Overlaps} times a shard spoke on a connection while it still held another.");
        }

        if (_transport.Held > 0)
        {
            faults.Add($"{_transport.Held} connections were held after the end of all shards.");
        }

        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        await _manager.DisposeAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _journal?.Dispose();
        _stalls.Dispose();
        _metrics.Dispose();
        _info.Dispose();
        _log.Dispose();
    }

    private ShardCursor CursorOf(FleetShardStatus shard)
    {
        var ledger = _ledgers[shard.Shard.Index];
        var (session, sequence) = ledger.Cursor;
        return new ShardCursor(
            shard.Shard.Index, shard.Status?.State == ShardStateKind.Ready, shard.State == MemberState.Failed, session, sequence, ledger.ResumedAt);
    }

    private static IEnumerable<string> FaultsOf(FleetShardStatus shard)
    {
        if (shard.Error is { } error)
        {
            yield return error is GatewayException ? $"Shard {shard.Shard} ended by itself: {error.Message}" : $"Shard {shard.Shard} crashed: {error}";
        }
        else if (shard.Status is { State: not (ShardStateKind.Ready or ShardStateKind.Closed) } status)
        {
            yield return $"Shard {shard.Shard} was {status.State} at the end, after {status.LastTransition?.Cause}; next deadline {status.NextDeadlineAt:HH:mm:ss.fff}.";
        }
    }
}
