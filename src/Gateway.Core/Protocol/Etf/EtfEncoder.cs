using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Gateway.Core.Protocol.Etf;

/// <summary>
/// Turns a payload that we wrote as JSON into Erlang's external term format. Keys and texts are binaries: Discord closes with
/// 4002 for an atom as key. Ids stay texts, which it accepts.
/// </summary>
public static class EtfEncoder
{
    /// <summary>Encodes one JSON value, with the version byte before it.</summary>
    /// <param name="json">One JSON value in UTF-8.</param>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    /// <exception cref="InvalidOperationException">A text in it is not valid.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(json.Length + 64);
        Byte(buffer, EtfTag.Version);
        reader.Read();
        Write(buffer, ref reader);
        reader.Read(); // Throws when something follows.
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Header(buffer, EtfTag.Map, Count(reader) / 2);
                WriteItems(buffer, ref reader);
                break;
            case JsonTokenType.StartArray:
                WriteArray(buffer, ref reader);
                break;
            case JsonTokenType.PropertyName or JsonTokenType.String:
                WriteText(buffer, ref reader);
                break;
            case JsonTokenType.Number:
                WriteNumber(buffer, ref reader);
                break;
            case JsonTokenType.True:
                Atom(buffer, "true"u8);
                break;
            case JsonTokenType.False:
                Atom(buffer, "false"u8);
                break;
            default:
                Atom(buffer, "nil"u8);
                break;
        }
    }

    private static void WriteArray(ArrayBufferWriter<byte> buffer, ref Utf8JsonReader reader)
    {
        if (Count(reader) is > 0 and var count)
        {
            Header(buffer, EtfTag.List, count);
        }

        WriteItems(buffer, ref reader);
        Byte(buffer, EtfTag.Nil); // The tail of a list, or the whole of an empty one.
    }

    private static void WriteItems(ArrayBufferWriter<byte> buffer, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            Write(buffer, ref reader);
        }
    }

    // On a copy of the reader: the count stands before what it counts.
    private static int Count(Utf8JsonReader reader)
    {
        var count = 0;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            count++;
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                reader.Skip();
            }
        }

        return count;
    }

    private static void WriteText(ArrayBufferWriter<byte> buffer, ref Utf8JsonReader reader)
    {
        var room = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length + 1);
        var length = reader.CopyString(room);
        Header(buffer, EtfTag.Binary, length);
        buffer.Write(room.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(room, clearArray: true); // It may have been the token.
    }

    private static void WriteNumber(ArrayBufferWriter<byte> buffer, ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt32(out var small))
        {
            if (small is >= 0 and <= byte.MaxValue)
            {
                Byte(buffer, EtfTag.SmallInteger);
                Byte(buffer, (byte)small);
                return;
            }

            Header(buffer, EtfTag.Integer, small);
        }
        else if (reader.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E'))
        {
            var room = buffer.GetSpan(9);
            room[0] = EtfTag.NewFloat;
            BinaryPrimitives.WriteDoubleBigEndian(room[1..], reader.GetDouble());
            buffer.Advance(9);
        }
        else
        {
            var value = BigInteger.Parse(System.Text.Encoding.UTF8.GetString(reader.ValueSpan), CultureInfo.InvariantCulture);
            WriteBig(buffer, value);
        }
    }

    private static void WriteBig(ArrayBufferWriter<byte> buffer, BigInteger value)
    {
        var digits = BigInteger.Abs(value).ToByteArray(isUnsigned: true);
        if (digits.Length > byte.MaxValue)
        {
            throw new JsonException($"An integer of {digits.Length} bytes. Allowed: at most {byte.MaxValue}.");
        }

        Byte(buffer, EtfTag.SmallBig);
        Byte(buffer, (byte)digits.Length);
        Byte(buffer, value.Sign < 0 ? (byte)1 : (byte)0);
        buffer.Write(digits);
    }

    private static void Atom(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> name)
    {
        Byte(buffer, EtfTag.SmallAtom);
        Byte(buffer, (byte)name.Length);
        buffer.Write(name);
    }

    private static void Byte(ArrayBufferWriter<byte> buffer, byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    private static void Header(ArrayBufferWriter<byte> buffer, byte tag, int value)
    {
        var room = buffer.GetSpan(5);
        room[0] = tag;
        BinaryPrimitives.WriteInt32BigEndian(room[1..], value);
        buffer.Advance(5);
    }
}
