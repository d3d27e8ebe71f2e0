using System.Globalization;
using StressBot.Running;

namespace StressBot.Reporting;

/// <summary>One sentence on how the shards came back.</summary>
internal static class RecoveryLine
{
    public static string Of(RecoveryFigures r)
    {
        var without = r.WithoutClientSeconds is { } s ? $" (without a client for {Seconds(s)})" : "";
        var identified = r.Identified > 0 ? $", {r.Identified} with a new session" : "";
        return $"{r.Resumed} of {r.Shards} resumed{identified}: the first after {Seconds(r.FirstSeconds)}, half after {Seconds(r.HalfSeconds)}, "
            + $"90 % after {Seconds(r.MostSeconds)}, all after {Seconds(r.LastSeconds)}{without}; {r.IdentifiesSpent} identifies spent";
    }

    private static string Seconds(double? seconds) =>
        seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.00} s") : "-";
}
