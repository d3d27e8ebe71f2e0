using Commands;

namespace GatewaySimulator.Options;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private const int Margin = 27;

    public static string Text { get; } = string.Join(Environment.NewLine, Lines());

    private static IEnumerable<string> Lines() =>
    [
        "GatewaySimulator is a Discord gateway on this machine, for bots in any language, that can be broken on purpose.",
        "",
        "  dotnet run -c Release --project cmd/GatewaySimulator -- --port 7000",
        "",
        .. OptionTable.Rows.SelectMany(r => OptionHelp.Describe(r, Margin)),
        "",
        "Ctrl+C ends it and prints what clients did that Discord would punish.",
        "Exit codes: 0 ended by Ctrl+C; 1 it could not start; 2 wrong options.",
    ];
}
