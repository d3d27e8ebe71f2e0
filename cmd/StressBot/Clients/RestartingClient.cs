using System.Diagnostics;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Clients;

/// <summary>A bot that is stopped, or killed, and started again, each time as a process of its own; the account goes on over both lives.</summary>
internal sealed class RestartingClient : IBotClient
{
    private readonly ClientSettings _settings;
    private readonly DirectoryInfo _state;
    private readonly List<string> _faults = [];
    private ChildClient _client = null!;
    private ClientReport? _first;

    private RestartingClient(ClientSettings settings, bool kills)
    {
        _state = Directory.CreateTempSubdirectory("stressbot-");
        _settings = settings with
        {
            StateDirectory = _state.FullName,
            Journal = kills ? Path.Combine(_state.FullName, "handled") : null,
        };
    }

    /// <param name="settings">What the bot is to do.</param>
    /// <param name="kills">Whether its process is killed and not stopped.</param>
    public static async Task<RestartingClient> StartAsync(ClientSettings settings, bool kills)
    {
        var client = new RestartingClient(settings, kills);
        try
        {
            client._client = await ChildClient.StartAsync(client._settings).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client._state.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Stops the process with its sessions kept, or kills it, and starts another.</summary>
    /// <returns>How long there was none.</returns>
    public async Task<TimeSpan> RestartAsync()
    {
        var stoppedAt = _settings.Journal is { } journal
            ? await KillAsync(journal).ConfigureAwait(false)
            : await StopFirstAsync().ConfigureAwait(false);
        if (_settings.Sabotage == Sabotage.Forget)
        {
            _state.Delete(recursive: true);
        }

        var before = _client.ProcessId;
        _client = await ChildClient.StartAsync(_settings with { Before = _first!.Account }).ConfigureAwait(false);
        return before == _client.ProcessId
            ? throw new InvalidOperationException($"The client was not restarted: its process is still {before}.")
            : Stopwatch.GetElapsedTime(stoppedAt);
    }

    private async Task<long> StopFirstAsync()
    {
        _faults.AddRange(await _client.StopAsync(keepSessions: true).ConfigureAwait(false));
        var stoppedAt = Stopwatch.GetTimestamp();
        _first = await _client.ReportAsync().ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        return stoppedAt;
    }

    // Its figures are those of the last moment at which it could be asked; its account is what it had written down when it died.
    private async Task<long> KillAsync(string journal)
    {
        var report = await _client.ReportAsync().ConfigureAwait(false);
        await _client.KillAsync().ConfigureAwait(false);
        var killedAt = Stopwatch.GetTimestamp();
        _first = report with { Account = Journal.Read(journal, _settings.Shards) };
        return killedAt;
    }

    public async Task<ClientState> GetStateAsync()
    {
        var state = await _client.GetStateAsync().ConfigureAwait(false);
        return _first is null ? state : state with
        {
            Resumes = state.Resumes + _first.Shards.Sum(s => s.Resumes),
            Identifies = state.Identifies + _first.Shards.Sum(s => s.Identifies),
            Reconnects = state.Reconnects + _first.Shards.Sum(s => s.Reconnects),
        };
    }

    public Task MeasureAsync() => _client.MeasureAsync();

    public async Task<ClientReport> ReportAsync()
    {
        var report = await _client.ReportAsync().ConfigureAwait(false);
        return _first is null ? report : report.After(_first);
    }

    public async Task<IReadOnlyList<string>> StopAsync(bool keepSessions) =>
        [.. _faults, .. await _client.StopAsync(keepSessions).ConfigureAwait(false)];

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        _state.Delete(recursive: true);
    }
}
