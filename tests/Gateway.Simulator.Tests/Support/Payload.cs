using System.Text;
using System.Text.Json;

namespace Gateway.Simulator.Tests.Support;

/// <summary>A payload of the server, taken apart.</summary>
internal sealed record Payload(int Op, int? S, string? T, JsonElement D, string Raw)
{
    public long Serial => D.GetProperty("sim_serial").GetInt64();

    public static Payload Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement.Clone();
        var s = root.GetProperty("s");
        return new Payload(
            root.GetProperty("op").GetInt32(),
            s.ValueKind == JsonValueKind.Null ? null : s.GetInt32(),
            root.GetProperty("t").GetString(),
            root.GetProperty("d"),
            Encoding.UTF8.GetString(bytes.Span));
    }

    public override string ToString() => $"op {Op} t {T} s {S}";
}
