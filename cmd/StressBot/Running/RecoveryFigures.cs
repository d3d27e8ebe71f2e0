using StressBot.Options;

namespace StressBot.Running;

/// <summary>How the shards came back after something had happened to all of them.</summary>
internal sealed record RecoveryFigures
{
    /// <summary>What happened.</summary>
    public required Interlude After { get; init; }

    /// <summary>Shards that were hit.</summary>
    public required int Shards { get; init; }

    /// <summary>Shards that came back with RESUMED.</summary>
    public required int Resumed { get; init; }

    /// <summary>Shards that came back with a new session.</summary>
    public required int Identified { get; init; }

    /// <summary>From the beginning to the RESUMED of the first shard, half of them, 90 % of them, and the last; in seconds. Null: it did not come.</summary>
    public double? FirstSeconds { get; init; }

    public double? HalfSeconds { get; init; }

    public double? MostSeconds { get; init; }

    public double? LastSeconds { get; init; }

    /// <summary>How long there was no client; null when there always was one.</summary>
    public double? WithoutClientSeconds { get; init; }

    /// <summary>Identifies that the server counted from the beginning until all were back.</summary>
    public required long IdentifiesSpent { get; init; }
}
