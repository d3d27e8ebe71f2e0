using StressBot.Account;
using StressBot.Options;
using StressBot.Processes;

namespace StressBot.Simulation;

/// <summary>The simulator as a process of its own.</summary>
internal sealed class ChildSimulation(ChildProcess child, Uri httpBaseUrl) : ISimulation
{
    public Uri HttpBaseUrl => httpBaseUrl;

    public static async Task<ChildSimulation> StartAsync(SimulationSettings settings)
    {
        var (child, url) = await ChildProcess.StartAsync<SimulationSettings, Uri>("simulator", OptionTable.ServeSwitch, settings).ConfigureAwait(false);
        return new ChildSimulation(child, url);
    }

    public Task<SimulatorState> GetStateAsync() => child.AskAsync<SimulatorState>(SimulationService.State);

    public Task QuietAsync() => child.AskAsync<bool>(SimulationService.Quiet);

    public Task<int> DropAllAsync() => child.AskAsync<int>(SimulationService.Drop);

    public Task<IReadOnlyList<long[]>> GetNumbersAsync() => child.AskAsync<IReadOnlyList<long[]>>(SimulationService.Numbers);

    public Task<Verdict> JudgeAsync(ClientAccount client) =>
        child.AskAsync<Verdict>($"{SimulationService.Judge} {LineProtocol.Write(client)}");

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
