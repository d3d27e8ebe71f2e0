namespace GatewaySimulator.Options;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    private const int Margin = 27;
    private const int Width = 110;

    public static string Text { get; } = string.Join(Environment.NewLine, Lines());

    private static IEnumerable<string> Lines() =>
    [
        "GatewaySimulator is a Discord gateway on this machine, for bots in any language, that can be broken on purpose.",
        "",
        "  dotnet run -c Release --project cmd/GatewaySimulator -- --port 7000",
        "",
        .. OptionTable.Rows.SelectMany(Describe),
        "",
        "Ctrl+C ends it and prints what clients did that Discord would punish.",
        "Exit codes: 0 ended by Ctrl+C; 1 it could not start; 2 wrong options.",
    ];

    private static IEnumerable<string> Describe(OptionRow row)
    {
        var head = ("  " + row.Name + (row.Value is null ? "" : " " + row.Value)).PadRight(Margin);
        var text = row.Help + (row.Value is null ? "" : $" Allowed: {row.Allowed}.");
        foreach (var line in Wrap(text, Width - Margin))
        {
            yield return head + line;
            head = new string(' ', Margin);
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += (line.Length == 0 ? "" : " ") + word;
        }

        yield return line;
    }
}
