using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Simulator.Wire.Etf;

/// <summary>
/// Reads a client's term and writes it as JSON. What Discord refuses is refused: keys that are no binaries, compressed
/// terms, bytes behind the term. Never throws for what it reads, and needs no more memory than the term has bytes.
/// </summary>
internal ref struct EtfDecoder
{
    /// <summary>As deep as JSON may be.</summary>
    private const int MaxDepth = 64;

    /// <summary>No integer of the gateway has more than eight; to write a much longer one in decimal takes long.</summary>
    private const int MaxBigBytes = 64;

    private readonly Utf8JsonWriter _json;
    private ReadOnlySpan<byte> _rest;

    private EtfDecoder(ReadOnlySpan<byte> term, Utf8JsonWriter json)
    {
        _rest = term;
        _json = json;
    }

    /// <returns>Whether it is one whole term that a client may send.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, IBufferWriter<byte> json)
    {
        if (bytes.IsEmpty || bytes[0] != EtfTag.Version)
        {
            return false;
        }

        using var writer = new Utf8JsonWriter(json);
        var decoder = new EtfDecoder(bytes[1..], writer);
        return decoder.Value(0) && decoder._rest.IsEmpty;
    }

    private bool Value(int depth)
    {
        if (!Take(1, out var tag))
        {
            return false;
        }

        switch (tag[0])
        {
            case EtfTag.Map:
                return Map(depth);
            case EtfTag.List:
                return Size(4, out var items) && List(items, depth, withTail: true);
            case EtfTag.SmallTuple:
                return Size(1, out var few) && List(few, depth, withTail: false);
            case EtfTag.LargeTuple:
                return Size(4, out var many) && List(many, depth, withTail: false);
            case EtfTag.Nil:
                _json.WriteStartArray();
                _json.WriteEndArray();
                return true;
            case EtfTag.String:
                return Bytes();
            case EtfTag.Binary:
                return Size(4, out var length) && Take(length, out var text) && Text(text);
            default:
                return Number(tag[0]) ?? Atom(tag[0]);
        }
    }

    private bool Map(int depth)
    {
        if (depth == MaxDepth || !Size(4, out var pairs))
        {
            return false;
        }

        _json.WriteStartObject();
        for (var i = 0u; i < pairs; i++)
        {
            // Only binaries: atom keys of a client are closed with 4002.
            if (!Take(1, out var tag) || tag[0] != EtfTag.Binary
                || !Size(4, out var length) || !Take(length, out var key) || !Utf8.IsValid(key))
            {
                return false;
            }

            _json.WritePropertyName(key);
            if (!Value(depth + 1))
            {
                return false;
            }
        }

        _json.WriteEndObject();
        return true;
    }

    private bool List(uint count, int depth, bool withTail)
    {
        if (depth == MaxDepth)
        {
            return false;
        }

        _json.WriteStartArray();
        for (var i = 0u; i < count; i++)
        {
            if (!Value(depth + 1))
            {
                return false;
            }
        }

        _json.WriteEndArray();
        return !withTail || (Take(1, out var tail) && tail[0] == EtfTag.Nil);
    }

    private bool Bytes()
    {
        if (!Size(2, out var count) || !Take(count, out var items))
        {
            return false;
        }

        _json.WriteStartArray();
        foreach (var item in items)
        {
            _json.WriteNumberValue(item);
        }

        _json.WriteEndArray();
        return true;
    }

    private readonly bool Text(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        _json.WriteStringValue(utf8);
        return true;
    }

    /// <summary>Null when the tag is none of a number.</summary>
    private bool? Number(byte tag)
    {
        switch (tag)
        {
            case EtfTag.SmallInteger when Take(1, out var small):
                _json.WriteNumberValue(small[0]);
                return true;
            case EtfTag.Integer when Take(4, out var integer):
                _json.WriteNumberValue(BinaryPrimitives.ReadInt32BigEndian(integer));
                return true;
            case EtfTag.NewFloat when Take(8, out var bits):
                return Float(BinaryPrimitives.ReadDoubleBigEndian(bits));
            case EtfTag.Float when Take(31, out var digits):
                return double.TryParse(digits.TrimEnd((byte)0), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Float(value);
            case EtfTag.SmallBig:
                return Size(1, out var few) && Big(few);
            case EtfTag.LargeBig:
                return Size(4, out var many) && Big(many);
            default:
                return null;
        }
    }

    private readonly bool Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return false;
        }

        _json.WriteNumberValue(value);
        return true;
    }

    private bool Big(uint count)
    {
        if (count > MaxBigBytes || !Take(1, out var sign) || sign[0] > 1 || !Take(count, out var digits))
        {
            return false;
        }

        var size = new BigInteger(digits, isUnsigned: true);
        _json.WriteRawValue((sign[0] == 0 ? size : -size).ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private bool Atom(byte tag)
    {
        var sizeBytes = tag switch
        {
            EtfTag.Atom or EtfTag.AtomUtf8 => 2,
            EtfTag.SmallAtom or EtfTag.SmallAtomUtf8 => 1,
            _ => 0,
        };
        if (sizeBytes == 0 || !Size(sizeBytes, out var length) || !Take(length, out var name))
        {
            return false;
        }

        var isUtf8 = tag is EtfTag.AtomUtf8 or EtfTag.SmallAtomUtf8;
        if (name.SequenceEqual("nil"u8) || name.SequenceEqual("null"u8) || name.SequenceEqual("undefined"u8))
        {
            _json.WriteNullValue();
        }
        else if (name.SequenceEqual("true"u8) || name.SequenceEqual("false"u8))
        {
            _json.WriteBooleanValue(name[0] == (byte)'t');
        }
        else if (isUtf8)
        {
            return Text(name);
        }
        else
        {
            _json.WriteStringValue(Encoding.Latin1.GetString(name));
        }

        return true;
    }

    private bool Size(int bytes, out uint size)
    {
        size = 0;
        if (!Take((uint)bytes, out var digits))
        {
            return false;
        }

        foreach (var digit in digits)
        {
            size = (size << 8) | digit;
        }

        return true;
    }

    private bool Take(uint count, out ReadOnlySpan<byte> bytes)
    {
        var enough = count <= (uint)_rest.Length;
        bytes = enough ? _rest[..(int)count] : default;
        _rest = enough ? _rest[(int)count..] : _rest;
        return enough;
    }
}
