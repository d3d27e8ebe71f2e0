using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;

namespace Gateway.Simulator.Control;

/// <summary>How the control API writes what the server measures.</summary>
internal static class ControlJson
{
    /// <summary>Times are seconds since the server was made, to the millisecond.</summary>
    public static void WriteSeconds(this Utf8JsonWriter json, string name, TimeSpan time)
        => json.WriteNumber(name, Math.Round(time.TotalSeconds, 3));

    /// <summary>As in Identify: <c>[id, count]</c>; null when it is not known yet.</summary>
    public static void WriteShard(this Utf8JsonWriter json, ShardKey? shard)
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

    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteFault(this Utf8JsonWriter json, AppliedFault fault)
    {
        json.WriteStartObject();
        json.WriteSeconds("at", fault.At);
        json.WriteString("verb", FaultCatalog.Of(fault.Verb).Name);
        json.WriteNumber("argument", fault.Argument);
        json.WriteNumberOrNull("connection", fault.ConnectionId);
        json.WriteShard(fault.Shard);
        json.WriteString("session", fault.SessionId);
        json.WriteEndObject();
    }

    public static void WriteViolation(this Utf8JsonWriter json, Violation violation)
    {
        json.WriteStartObject();
        json.WriteSeconds("at", violation.At);
        json.WriteString("kind", violation.Kind.ToString());
        json.WriteNumber("connection", violation.ConnectionId);
        json.WriteShard(violation.Shard);
        json.WriteString("text", violation.Text);
        json.WriteEndObject();
    }
}
