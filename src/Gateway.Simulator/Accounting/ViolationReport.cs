using System.Globalization;
using System.Text;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Accounting;

/// <summary>
/// What clients have done that Discord would punish, or that a careful client would not do. A snapshot: it does not
/// change. The last line of a test: <c>server.Report.ThrowIfAny();</c>
/// </summary>
/// <remarks>It lists the first 1,000 of each kind and counts all. It never holds a token.</remarks>
public sealed class ViolationReport
{
    /// <summary>Lines of <see cref="ToText"/> a kind; a loop that goes wrong a thousand times is told by its count.</summary>
    private const int MaxLinesPerKind = 5;

    internal ViolationReport(IReadOnlyList<Violation> violations, IReadOnlyDictionary<ViolationKind, long> byKind)
    {
        Violations = violations;
        ByKind = new SortedDictionary<ViolationKind, long>(byKind.ToDictionary());
    }

    /// <summary>The first 1,000 of each kind, in the order they came.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    /// <summary>How many of each kind, also beyond 1,000.</summary>
    public IReadOnlyDictionary<ViolationKind, long> ByKind { get; }

    /// <summary>How many in all.</summary>
    public long Total => ByKind.Values.Sum();

    /// <summary>Whether nothing was noted, advice included.</summary>
    public bool IsEmpty => ByKind.Count == 0;

    /// <summary>Fails a test for what its client did.</summary>
    /// <param name="minimum">What is less severe passes. Default: <see cref="ViolationSeverity.Mistake"/>, so advice passes.</param>
    /// <param name="except">Kinds that pass because the test provokes them.</param>
    /// <exception cref="ViolationException">There is any other. The message lists them with what a client does instead.</exception>
    public void ThrowIfAny(ViolationSeverity minimum = ViolationSeverity.Mistake, params ViolationKind[] except)
    {
        ArgumentNullException.ThrowIfNull(except);
        var kinds = ByKind.Where(k => ViolationTable.Of(k.Key).Severity >= minimum && !except.Contains(k.Key)).ToDictionary();
        if (kinds.Count > 0)
        {
            var rest = new ViolationReport([.. Violations.Where(v => kinds.ContainsKey(v.Kind))], kinds);
            throw new ViolationException(rest.Violations, rest.ToText());
        }
    }

    /// <summary>The report for a person: each kind with its count, its severity, the first five and the advice. Worst first.</summary>
    public string ToText()
    {
        if (IsEmpty)
        {
            return "No violations.";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Total} {(Total == 1 ? "violation" : "violations")} of {ByKind.Count} {(ByKind.Count == 1 ? "kind" : "kinds")}.");
        foreach (var (kind, count) in ByKind.OrderByDescending(k => ViolationTable.Of(k.Key).Severity))
        {
            WriteKind(text, kind, count);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>The report as JSON: <c>total</c>, <c>by_kind</c>, and <c>violations</c> with <c>at_ms</c>, <c>kind</c>, <c>severity</c>, <c>connection</c>, <c>shard</c>, <c>text</c>, <c>advice</c>.</summary>
    public string ToJson() => Encoding.UTF8.GetString(JsonBody.Write(json =>
    {
        json.WriteNumber("total", Total);
        json.WriteStartObject("by_kind");
        foreach (var (kind, count) in ByKind)
        {
            json.WriteNumber(Name(kind), count);
        }

        json.WriteEndObject();
        json.WriteStartArray("violations");
        foreach (var violation in Violations)
        {
            json.WriteStartObject();
            json.WriteNumber("at_ms", (long)violation.At.TotalMilliseconds);
            json.WriteString("kind", Name(violation.Kind));
            json.WriteString("severity", Name(violation.Severity));
            json.WriteNumber("connection", violation.ConnectionId);
            WriteShard(json, violation.Shard);
            json.WriteString("text", violation.Text);
            json.WriteString("advice", violation.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private static void WriteShard(System.Text.Json.Utf8JsonWriter json, ShardKey? shard)
    {
        if (shard is not { } key)
        {
            json.WriteNull("shard");
            return;
        }

        json.WriteStartArray("shard");
        json.WriteNumberValue(key.Index);
        json.WriteNumberValue(key.Count);
        json.WriteEndArray();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private void WriteKind(StringBuilder text, ViolationKind kind, long count)
    {
        var (severity, advice) = ViolationTable.Of(kind);
        text.Append(CultureInfo.InvariantCulture, $"\n{severity}: {kind} × {count}. {advice}");
        var shown = Violations.Where(v => v.Kind == kind).Take(MaxLinesPerKind).ToArray();
        foreach (var violation in shown)
        {
            var shard = violation.Shard is { } key ? $", shard {key}" : "";
            text.Append(CultureInfo.InvariantCulture, $"\n  at {violation.At.TotalSeconds:F3} s, connection {violation.ConnectionId}{shard}: {violation.Text}");
        }

        if (count > shown.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  … and {count - shown.Length} more");
        }
    }
}
