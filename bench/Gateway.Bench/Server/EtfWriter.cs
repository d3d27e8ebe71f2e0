using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Bench.Server;

/// <summary>Writes JSON as Erlang terms the way Discord does: binaries for text and nested keys, integers for snowflakes.</summary>
internal static class EtfWriter
{
    private const int LeastSnowflakeDigits = 17;

    public static void Atom(ArrayBufferWriter<byte> writer, string name)
    {
        writer.Write<byte>([(byte)100, 0, (byte)name.Length]);
        writer.Write(Encoding.ASCII.GetBytes(name));
    }

    /// <summary>A map's head, a list's head or a 32-bit integer: a tag and four bytes.</summary>
    public static void Tagged(ArrayBufferWriter<byte> writer, byte tag, int value)
    {
        var span = writer.GetSpan(5);
        span[0] = tag;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], value);
        writer.Advance(5);
    }

    public static void Json(ArrayBufferWriter<byte> writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                Tagged(writer, 116, element.GetPropertyCount());
                foreach (var property in element.EnumerateObject())
                {
                    Binary(writer, property.Name);
                    Json(writer, property.Value);
                }

                break;
            case JsonValueKind.Array:
                Array(writer, element);
                break;
            case JsonValueKind.String:
                Text(writer, element.GetString()!);
                break;
            case JsonValueKind.Number:
                Integer(writer, element.GetInt64());
                break;
            default:
                Atom(writer, element.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "nil" });
                break;
        }
    }

    private static void Array(ArrayBufferWriter<byte> writer, JsonElement array)
    {
        if (array.GetArrayLength() == 0)
        {
            writer.Write<byte>([(byte)106]);
            return;
        }

        // A list of small integers is written as STRING_EXT.
        if (array.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number && e.GetInt64() is >= 0 and <= 255))
        {
            writer.Write<byte>([(byte)107, 0, (byte)array.GetArrayLength()]);
            writer.Write(array.EnumerateArray().Select(e => (byte)e.GetInt64()).ToArray());
            return;
        }

        Tagged(writer, 108, array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            Json(writer, item);
        }

        writer.Write<byte>([(byte)106]);
    }

    private static void Text(ArrayBufferWriter<byte> writer, string text)
    {
        if (text.Length < LeastSnowflakeDigits || !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            Binary(writer, text);
            return;
        }

        Big(writer, id, isNegative: false);
    }

    private static void Integer(ArrayBufferWriter<byte> writer, long value)
    {
        if (value is >= 0 and <= 255)
        {
            writer.Write<byte>([(byte)97, (byte)value]);
        }
        else if (value is >= int.MinValue and <= int.MaxValue)
        {
            Tagged(writer, 98, (int)value);
        }
        else
        {
            Big(writer, (ulong)Math.Abs(value), value < 0);
        }
    }

    private static void Big(ArrayBufferWriter<byte> writer, ulong magnitude, bool isNegative)
    {
        writer.Write<byte>([(byte)110, sizeof(ulong), (byte)(isNegative ? 1 : 0)]);
        BinaryPrimitives.WriteUInt64LittleEndian(writer.GetSpan(sizeof(ulong)), magnitude);
        writer.Advance(sizeof(ulong));
    }

    private static void Binary(ArrayBufferWriter<byte> writer, string text)
    {
        Tagged(writer, 109, Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }
}
