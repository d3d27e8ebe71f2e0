using System.Diagnostics;
using StressBot.Options;

namespace StressBot.Clients;

/// <summary>A bot that is stopped and started again, each time as a process of its own; the account goes on over both lives.</summary>
internal sealed class RestartingClient : IBotClient
{
    private readonly ClientSettings _settings;
    private readonly DirectoryInfo _state;
    private readonly List<string> _faults = [];
    private ChildClient _client = null!;
    private ClientReport? _first;

    private RestartingClient(ClientSettings settings)
    {
        _state = Directory.CreateTempSubdirectory("stressbot-");
        _settings = settings with { StateDirectory = _state.FullName };
    }

    public static async Task<RestartingClient> StartAsync(ClientSettings settings)
    {
        var client = new RestartingClient(settings);
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

    /// <summary>Stops the process with its sessions kept, and starts another.</summary>
    /// <returns>How long there was none.</returns>
    public async Task<TimeSpan> RestartAsync()
    {
        _faults.AddRange(await _client.StopAsync(keepSessions: true).ConfigureAwait(false));
        var stoppedAt = Stopwatch.GetTimestamp();
        _first = await _client.ReportAsync().ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        if (_settings.Sabotage == Sabotage.Forget)
        {
            _state.Delete(recursive: true);
        }

        var before = _client.ProcessId;
        _client = await ChildClient.StartAsync(_settings with { Before = _first.Account }).ConfigureAwait(false);
        return before == _client.ProcessId
            ? throw new InvalidOperationException($"The client was not restarted: its process is still {before}.")
            : Stopwatch.GetElapsedTime(stoppedAt);
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
