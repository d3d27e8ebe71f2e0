using System.Globalization;
using StressBot.Account;
using StressBot.Running;

namespace StressBot.Reporting;

/// <summary>The counts of each shard and of all. Of many shards only those with something wrong.</summary>
internal static class ShardTable
{
    private const int MaxRows = 32;
    private static readonly string[] Head =
        ["shard", "sent", "received", "lost", "duplicated", "out of order", "ended with session", "identifies", "resumes", "reconnects"];

    public static IEnumerable<string> Lines(RunResult result)
    {
        var all = result.Verdict.Shards;
        ShardVerdict[] shown = [.. (all.Count <= MaxRows ? all : all.Where(s => s.Lost + s.Duplicated + s.OutOfOrder > 0)).Take(MaxRows)];
        var figures = result.Shards.ToDictionary(f => f.Shard);
        var rows = new List<string[]> { Head };
        rows.AddRange(shown.Select(s => Row(Text(s.Shard), s, figures[s.Shard])));
        rows.Add(Row("all", result.Verdict.Total, new ShardFigures(
            -1, result.Shards.Sum(s => s.Identifies), result.Shards.Sum(s => s.Resumes), result.Shards.Sum(s => s.Reconnects))));
        var widths = Enumerable.Range(0, Head.Length).Select(i => rows.Max(r => r[i].Length)).ToArray();
        var lines = rows.Select(row => "  " + string.Join("  ", row.Select((cell, i) => cell.PadLeft(widths[i])))).ToList();
        var rule = "  " + new string('-', lines[0].Length - 2);
        var omitted = all.Count - shown.Length;
        return
        [
            lines[0], rule, .. lines[1..^1],
            .. omitted > 0 ? [$"  {omitted} more shards; --report tells of each"] : Array.Empty<string>(),
            rule, lines[^1],
        ];
    }

    private static string[] Row(string name, ShardVerdict v, ShardFigures f) =>
    [
        name, Text(v.Sent), Text(v.Received), Text(v.Lost), Text(v.Duplicated), Text(v.OutOfOrder),
        Text(v.EndedWithSession), Text(f.Identifies), Text(f.Resumes), Text(f.Reconnects),
    ];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
