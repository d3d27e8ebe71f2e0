using StressBot.Account;
using StressBot.Options;
using StressBot.Reporting;

namespace StressBot.Running;

/// <summary>Everything that a run has shown.</summary>
internal sealed record RunResult
{
    public required StressOptions Options { get; init; }

    public required int Seed { get; init; }

    public required TimeSpan Took { get; init; }

    public required Verdict Verdict { get; init; }

    public required IReadOnlyList<ShardFigures> Shards { get; init; }

    public required IReadOnlyDictionary<string, long> ReconnectsByCause { get; init; }

    public required HeartbeatFigures Heartbeats { get; init; }

    /// <summary>Null when the client shares its process with the simulator.</summary>
    public Resources? Resources { get; init; }

    /// <summary>Null without an interlude, and when the run was stopped before it.</summary>
    public RecoveryFigures? Recovery { get; init; }

    /// <summary>The longest that the machine held the process up.</summary>
    public required TimeSpan LongestStall { get; init; }

    /// <summary>Warnings and worse, by name.</summary>
    public required IReadOnlyDictionary<string, long> Warnings { get; init; }

    public bool Interrupted { get; init; }
}

/// <summary>What one shard did.</summary>
internal sealed record ShardFigures(int Shard, long Identifies, long Resumes, long Reconnects);

/// <summary>In seconds; null when there was no heartbeat.</summary>
internal sealed record HeartbeatFigures(
    long Count, double? LatencyP50, double? LatencyP99, double? LatenessP50, double? LatenessP99)
{
    public static HeartbeatFigures From(MetricsCollector metrics) => new(
        metrics.Lateness.Count, metrics.Latency.Percentile(0.5), metrics.Latency.Percentile(0.99),
        metrics.Lateness.Percentile(0.5), metrics.Lateness.Percentile(0.99));

    /// <summary>All heartbeats of both, and each percentile where it is worse.</summary>
    public HeartbeatFigures WorseOf(HeartbeatFigures other) => new(
        Count + other.Count, Worse(LatencyP50, other.LatencyP50), Worse(LatencyP99, other.LatencyP99),
        Worse(LatenessP50, other.LatenessP50), Worse(LatenessP99, other.LatenessP99));

    private static double? Worse(double? a, double? b) => a is null || b > a ? b : a;
}
