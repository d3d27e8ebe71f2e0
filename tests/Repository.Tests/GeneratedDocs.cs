using System.Text;
using Gateway.Core.Diagnostics;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Repository.Tests;

/// <summary>The parts of the documents that are made from the tables in the code.</summary>
internal static class GeneratedDocs
{
    public static IReadOnlyDictionary<string, Func<string>> Parts { get; } = new Dictionary<string, Func<string>>
    {
        ["states"] = States,
        ["close-codes"] = CloseCodes,
        ["opcodes"] = Opcodes,
        ["transitions"] = Transitions,
        ["metrics"] = Metrics,
    };

    private static string States()
    {
        var common = CommonEndings();
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> Connecting\n");
        foreach (var edge in TransitionTable.Rows.GroupBy(r => (r.From, r.To)).OrderBy(e => e.Key))
        {
            text.Append("    ").Append(edge.Key.From).Append(" --> ").Append(edge.Key.To).Append(": ")
                .Append(Label(edge.Key.From, edge.Key.To, [.. edge.Select(r => r.Cause)], common)).Append('\n');
        }

        return text.Append("    Closed --> [*]\n```\n\n*Connection ended* is one of: ")
            .AppendJoin(", ", common).Append(".\n").ToString();
    }

    // What ends a connection in every state that can have one.
    private static List<TransitionCause> CommonEndings() => [.. TransitionTable.Rows
        .Where(r => r.To == ShardStateKind.Connecting)
        .GroupBy(r => r.Cause)
        .Where(g => g.Count() == 4)
        .Select(g => g.Key)];

    // Every cause that leads to a new connection also leads to the end, when it is fatal or the policy gives up.
    private static string Label(
        ShardStateKind from, ShardStateKind to, TransitionCause[] causes, List<TransitionCause> common)
    {
        if (to == ShardStateKind.Connecting)
        {
            var own = causes.Except(common).Select(c => c.ToString());
            return string.Join("<br/>", own.Prepend("connection ended"));
        }

        if (to != ShardStateKind.Closed)
        {
            return string.Join("<br/>", causes);
        }

        var recoverable = TransitionTable.Rows
            .Where(r => r.From == from && r.To == ShardStateKind.Connecting).Select(r => r.Cause).ToHashSet();
        var others = causes.Where(c => !recoverable.Contains(c)).Select(c => c.ToString()).ToArray();
        return string.Join("<br/>", causes.Length > others.Length ? others.Append("fatal, or given up") : others);
    }

    private static string CloseCodes()
    {
        var text = new StringBuilder("| code | name | what follows | seen when |\n|---|---|---|---|\n");
        foreach (var row in CloseCodeTable.Default.Rows)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {row.Code} | {row.Name} | {row.Disposition} | {row.Meaning} |\n");
        }

        return text.Append("| none, others | – | Resume | No close frame, or a code that nobody has documented. |\n").ToString();
    }

    private static string Opcodes()
    {
        var text = new StringBuilder(
            "| op | name | direction | send class | received before Hello | received after Hello |\n|---|---|---|---|---|---|\n");
        foreach (var row in OpcodeTable.Rows)
        {
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"| {(int)row.Opcode} | {row.Opcode} | {row.Direction} | {row.Class} | {row.Connecting} | {row.Connected} |\n");
        }

        return text.Append("| others | – | – | – | Ignore | Ignore |\n").ToString();
    }

    private static string Transitions()
    {
        var text = new StringBuilder("| from | cause | to |\n|---|---|---|\n");
        foreach (var row in TransitionTable.Rows.OrderBy(r => r.From).ThenBy(r => r.To).ThenBy(r => r.Cause))
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {row.From} | {row.Cause} | {row.To} |\n");
        }

        return text.ToString();
    }

    private static string Metrics()
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName)
            {
                rows[instrument.Name] = $"| `{instrument.Name}` | {instrument.GetType().Name.Split('`')[0]} | {instrument.Unit} | {instrument.Description} |\n";
            }
        };
        listener.Start();
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(GatewayMetrics).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(
            typeof(GatewayMetrics).Assembly.GetType("Gateway.Core.Diagnostics.FleetMetrics", throwOnError: true)!.TypeHandle);
        return "| instrument | kind | unit | what it counts |\n|---|---|---|---|\n" + string.Concat(rows.Values);
    }
}
