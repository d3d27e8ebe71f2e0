using System.Buffers.Text;
using System.Text.Json;

namespace Gateway.Core.Commands;

/// <summary>Writes ids as Discord does: decimal strings, because a JSON number of that size loses digits elsewhere.</summary>
internal static class SnowflakeJson
{
    // The digits of ulong.MaxValue.
    private const int MaxDigits = 20;

    internal static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ulong id)
    {
        writer.WritePropertyName(name);
        WriteValue(writer, id);
    }

    internal static void WriteArray(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<ulong> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            WriteValue(writer, id);
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, ulong id)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        _ = Utf8Formatter.TryFormat(id, digits, out var length);
        writer.WriteStringValue(digits[..length]);
    }
}
