using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Simulation;

/// <summary>The simulator in this process.</summary>
internal sealed class LocalSimulation : ISimulation
{
    private readonly SimulatorHost _host;

    private readonly ConnectionTrouble? _trouble;

    private readonly NumberedTraffic? _numbered;

    private LocalSimulation(SimulatorHost host, SimulationSettings settings)
    {
        _host = host;
        _numbered = settings.IsNumbered ? new NumberedTraffic(host.Server, settings.Shards, settings.Rate * settings.Shards, settings.Seed) : null;
        _trouble = settings.Faults == FaultLevel.Heavy ? new ConnectionTrouble(host.Server.Faults.Rules, settings.Seed) : null;
    }

    public Uri HttpBaseUrl => _host.HttpBaseUrl;

    public static async Task<LocalSimulation> StartAsync(SimulationSettings settings, CancellationToken cancellationToken) =>
        new(await SimulatorHost.StartAsync(settings.ToHostOptions(), cancellationToken).ConfigureAwait(false), settings);

    public Task<SimulatorState> GetStateAsync() => Task.FromResult(new SimulatorState
    {
        Sent = _host.Server.Account.Counters.Dispatches,
        Identifies = _host.Server.Account.Counters.Identifies,
        Faults = _host.Server.Faults.Applied.Count,
        OpenConnections = _host.Server.Connections.Count,
        LastSent = _host.Server.Account.Sessions.Where(s => s.EndedAt is null).ToDictionary(s => s.Id, AccountReader.LastSent),
    });

    public Task QuietAsync()
    {
        _trouble?.Stop();
        _numbered?.Stop();
        _host.Server.Faults.Stop();
        _host.Server.Traffic.EventsPerSecond = 0;
        return Task.CompletedTask;
    }

    public Task<int> DropAllAsync() => Task.FromResult(_host.Server.Faults.Reset(Target.All));

    public Task<IReadOnlyList<long[]>> GetNumbersAsync() => Task.FromResult(_numbered?.Sent ?? []);

    public Task<Verdict> JudgeAsync(ClientAccount client)
    {
        var verdict = Judge.Run(AccountReader.Read(_host.Server), client);
        return Task.FromResult(_host.UpgradesWithoutUserAgent == 0
            ? verdict
            : verdict with { Violations = [.. verdict.Violations, $"{_host.UpgradesWithoutUserAgent} upgrades without a User-Agent."] });
    }

    public ValueTask DisposeAsync()
    {
        _trouble?.Dispose();
        _numbered?.Dispose();
        return _host.DisposeAsync();
    }
}
