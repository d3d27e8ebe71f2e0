using StressBot.Account;
using StressBot.Reporting;
using StressBot.Running;

namespace StressBot.Clients;

/// <summary>Everything that the bot has seen.</summary>
internal sealed record ClientReport
{
    public required ClientAccount Account { get; init; }

    public required IReadOnlyList<ShardFigures> Shards { get; init; }

    public required IReadOnlyDictionary<string, long> ReconnectsByCause { get; init; }

    public required HeartbeatFigures Heartbeats { get; init; }

    /// <summary>Null before it was measured.</summary>
    public Resources? Resources { get; init; }

    /// <summary>The longest that the machine held the process up.</summary>
    public required TimeSpan LongestStall { get; init; }

    /// <summary>Warnings and worse, by name.</summary>
    public required IReadOnlyDictionary<string, long> Warnings { get; init; }

    /// <summary>What the log should not have said.</summary>
    public required IReadOnlyList<string> LogViolations { get; init; }

    /// <summary>Both lives of a bot that was restarted; this is the second, whose account holds the first already.</summary>
    public ClientReport After(ClientReport first) => this with
    {
        Shards = [.. Shards.Select(s => first.Shards.FirstOrDefault(f => f.Shard == s.Shard) is { } f
            ? new ShardFigures(s.Shard, s.Identifies + f.Identifies, s.Resumes + f.Resumes, s.Reconnects + f.Reconnects) : s)],
        ReconnectsByCause = Sum(ReconnectsByCause, first.ReconnectsByCause),
        Heartbeats = Heartbeats.WorseOf(first.Heartbeats),
        LongestStall = LongestStall > first.LongestStall ? LongestStall : first.LongestStall,
        Warnings = Sum(Warnings, first.Warnings),
        LogViolations = [.. first.LogViolations, .. LogViolations],
    };

    private static SortedDictionary<string, long> Sum(IReadOnlyDictionary<string, long> a, IReadOnlyDictionary<string, long> b) => new(
        a.Concat(b).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.Sum(p => p.Value)), StringComparer.Ordinal);
}
