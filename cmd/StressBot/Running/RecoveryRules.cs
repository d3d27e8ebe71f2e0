using StressBot.Options;

namespace StressBot.Running;

/// <summary>What a storm, a restart, a kill or a hand-over may not cost. Other faults at the same time may end sessions, and then nothing follows from an identify.</summary>
internal static class RecoveryRules
{
    public static IEnumerable<string> Violations(RecoveryFigures? recovery, FaultLevel faults)
    {
        if (recovery is null)
        {
            yield break;
        }

        var name = InterludeName.Of(recovery.After);
        if (recovery.Resumed + recovery.Identified < recovery.Shards)
        {
            yield return $"{recovery.Shards - recovery.Resumed - recovery.Identified} of {recovery.Shards} shards had not come back a minute after the {name}.";
        }

        if (recovery.IdentifiesSpent > 0 && faults == FaultLevel.None)
        {
            yield return $"The {name} cost {recovery.IdentifiesSpent} identifies.";
        }
    }
}
