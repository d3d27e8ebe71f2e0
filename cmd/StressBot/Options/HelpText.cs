using Commands;

namespace StressBot.Options;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private const int Margin = 24;

    public static string Text { get; } = string.Join(Environment.NewLine, Lines());

    private static IEnumerable<string> Lines() =>
    [
        "StressBot keeps Discord gateway shards busy, breaks their connections on purpose, and counts what got lost.",
        "",
        "  dotnet run -c Release --project cmd/StressBot              30 s, 4 shards, a simulated Discord, a mix of faults",
        "  dotnet run -c Release --project cmd/StressBot -- OPTIONS",
        "",
        .. OptionTable.Rows.SelectMany(r => OptionHelp.Describe(r, Margin)),
        "",
        "What the figures mean",
        "  lost                 sent to a session that lived on, and never delivered",
        "  duplicated           delivered twice with one sequence in one session",
        "  out of order         delivered after an event with a higher sequence in its session",
        "  ended with session   sent after the client was cut off, into a session that the simulator then ended on purpose",
        "",
        "Exit codes: 0 nothing was lost, duplicated or reordered and no rule was broken; 1 otherwise; 2 wrong options.",
    ];
}
