using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Core.Tests.Protocol;

/// <summary>What <c>docs/intents.md</c> says, so that tests can compare the code with what users read.</summary>
internal sealed partial class IntentsDocument
{
    private const string AlwaysHeading = "## The 16 events that are always sent";

    private IntentsDocument(List<Row> rows, List<string> alwaysSent)
    {
        Rows = rows;
        AlwaysSent = alwaysSent;
    }

    internal List<Row> Rows { get; }

    internal List<string> AlwaysSent { get; }

    internal static IntentsDocument Read()
    {
        var text = RepositoryFiles.Read("docs", "intents.md");
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var rows = lines.Where(line => RowStart().IsMatch(line)).Select(Parse).ToList();
        var always = lines.SkipWhile(line => line != AlwaysHeading).Skip(1).Where(line => line.StartsWith("- `", StringComparison.Ordinal));
        return new IntentsDocument(rows, [.. always.Select(line => line[3..^1])]);
    }

    private static Row Parse(string line)
    {
        var cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
        Assert.That(cells, Has.Length.EqualTo(6), line);
        return new Row(
            int.Parse(cells[0], CultureInfo.InvariantCulture),
            long.Parse(cells[1], CultureInfo.InvariantCulture),
            cells[2].Trim('`'),
            YesOrNo(cells[3]),
            YesOrNo(cells[4]),
            [.. cells[5].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`'))]);
    }

    private static bool YesOrNo(string cell)
    {
        Assert.That(cell, Is.EqualTo("yes").Or.EqualTo("no"));
        return cell == "yes";
    }

    [GeneratedRegex(@"^\| \d+ \|")]
    private static partial Regex RowStart();

    internal sealed record Row(int Bit, long Value, string Intent, bool Privileged, bool DirectMessages, List<string> Events)
    {
        /// <summary>GUILD_MEMBERS as GuildMembers.</summary>
        internal GatewayIntents Flag => Enum.Parse<GatewayIntents>(Intent.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
    }
}
