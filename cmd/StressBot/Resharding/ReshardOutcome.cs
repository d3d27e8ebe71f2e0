using System.Globalization;
using StressBot.Options;

namespace StressBot.Resharding;

/// <summary>Everything that a run with resharding has shown.</summary>
internal sealed record ReshardOutcome
{
    public required ReshardSpec Reshard { get; init; }

    public required int Seed { get; init; }

    public required bool Interrupted { get; init; }

    /// <summary>From the call to the end of the old shards; null when it did not come to that.</summary>
    public double? ReshardSeconds { get; init; }

    /// <summary>Events that went to at least one session.</summary>
    public required long Sent { get; init; }

    public required long Received { get; init; }

    public required long Lost { get; init; }

    /// <summary>Came again, with the mark.</summary>
    public required long MarkedDuplicates { get; init; }

    /// <summary>Came again, without it.</summary>
    public required long UnmarkedDuplicates { get; init; }

    public required long OutOfOrder { get; init; }

    /// <summary>Identifies that the server counted during resharding.</summary>
    public required long IdentifiesSpent { get; init; }

    /// <summary>Rules that were broken, one sentence each.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    public bool Passed => Violations.Count == 0 && Lost + UnmarkedDuplicates + OutOfOrder == 0;

    public IEnumerable<string> Lines()
    {
        var stopped = Interrupted ? " (stopped early)" : "";
        yield return "";
        yield return ReshardSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"  From {Reshard.From} to {Reshard.To} shards in {seconds:0.0} s with {IdentifiesSpent} identifies")
            : $"  From {Reshard.From} to {Reshard.To} shards: it did not come to that";
        yield return $"  {Sent} sent, {Received} received, {Lost} lost, {MarkedDuplicates} twice with the mark, {UnmarkedDuplicates} twice without it, {OutOfOrder} out of order";
        foreach (var violation in Violations)
        {
            yield return $"  BROKEN: {violation}";
        }

        yield return Passed
            ? $"PASSED{stopped}: every event came, none twice without the mark; no rule was broken."
            : $"FAILED{stopped}: {Lost} lost, {UnmarkedDuplicates} twice without the mark, {OutOfOrder} out of order; {Violations.Count} rules broken.";
    }
}
