using System.Buffers;
using System.Text.Json;

namespace Gateway.Simulator.Protocol;

/// <summary>Writes one JSON object to bytes.</summary>
internal static class JsonBody
{
    public static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Ids are decimal strings on the wire.</summary>
    public static void WriteId(this Utf8JsonWriter json, string name, ulong id)
        => json.WriteString(name, id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static void WriteEmptyArray(this Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    public static void WriteEmptyObject(this Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }
}
