namespace StressBot.Simulation;

/// <summary>How the simulator is, at one moment.</summary>
internal sealed record SimulatorState
{
    /// <summary>Dispatches made.</summary>
    public required long Sent { get; init; }

    /// <summary>Identifies that passed every check.</summary>
    public required long Identifies { get; init; }

    public required int Faults { get; init; }

    public required int OpenConnections { get; init; }

    /// <summary>The last sequence that was sent in each living session.</summary>
    public required IReadOnlyDictionary<string, int> LastSent { get; init; }
}
