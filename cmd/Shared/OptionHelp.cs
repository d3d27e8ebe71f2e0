namespace Commands;

/// <summary>What <c>--help</c> prints of the rows.</summary>
internal static class OptionHelp
{
    private const int Width = 110;

    /// <summary>The option on the left, what it does on the right, wrapped.</summary>
    /// <param name="row">The option.</param>
    /// <param name="margin">Where the right column begins.</param>
    public static IEnumerable<string> Describe<T>(OptionRow<T> row, int margin)
        where T : class
    {
        var head = ("  " + row.Name + (row.Value is null ? "" : " " + row.Value)).PadRight(margin);
        var text = row.Help + (row.Value is null ? "" : $" Allowed: {row.Allowed}.");
        foreach (var line in Wrap(text, Width - margin))
        {
            yield return head + line;
            head = new string(' ', margin);
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
