using StressBot.Account;

namespace StressBot.Simulation;

/// <summary>The simulator of a run: in this process, or in a child.</summary>
internal interface ISimulation : IAsyncDisposable
{
    /// <summary>Base of Get Gateway Bot.</summary>
    Uri HttpBaseUrl { get; }

    Task<SimulatorState> GetStateAsync();

    /// <summary>Ends traffic and faults. Connections and sessions go on.</summary>
    Task QuietAsync();

    /// <summary>Resets every connection at once. How many there were.</summary>
    Task<int> DropAllAsync();

    /// <summary>First and last of each run of numbers that events had, see <see cref="NumberedTraffic"/>; none without them.</summary>
    Task<IReadOnlyList<long[]>> GetNumbersAsync();

    /// <summary>Holds what was sent against what was received, where the account of it is.</summary>
    Task<Verdict> JudgeAsync(ClientAccount client);
}
