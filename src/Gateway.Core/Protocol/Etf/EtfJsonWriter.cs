using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Gateway.Core.Protocol.Etf;

/// <summary>One pass over a term, writing JSON as it goes. See <see cref="EtfJson"/> for the rules.</summary>
internal ref struct EtfJsonWriter(ReadOnlySpan<byte> bytes, JsonText text)
{
    // The envelope is the outermost level.
    private const int MaxDepth = EnvelopeReader.MaxDepth - 1;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private JsonText _text = text;
    private int _position;

    public bool TryWriteAll()
    {
        var isWritten = TryWrite(IdKeys.LargestNumber, 0) && _position == _bytes.Length;
        _text.Flush();
        return isWritten;
    }

    private bool TryWrite(ulong? largestNumber, int depth)
    {
        var term = _bytes[_position..];
        if (EtfTerm.Measure(term, out var size, out var children) != EtfStatus.Ok)
        {
            return false;
        }

        _position += size;
        switch (term[0])
        {
            case EtfTag.Binary:
                return _text.TryString(term[5..size]);
            case EtfTag.SmallInteger:
                return TryWriteInteger(term[1], isNegative: false, largestNumber);
            case EtfTag.Integer:
                var value = BinaryPrimitives.ReadInt32BigEndian(term[1..]);
                return TryWriteInteger((ulong)Math.Abs((long)value), value < 0, largestNumber);
            case EtfTag.SmallBig:
                return TryWriteBig(term[2], term[3..size], largestNumber);
            case EtfTag.LargeBig:
                return TryWriteBig(term[5], term[6..size], largestNumber);
            case EtfTag.SmallAtom or EtfTag.SmallAtomUtf8 or EtfTag.Atom or EtfTag.AtomUtf8:
                return TryWriteAtom(term[..size]);
            case EtfTag.NewFloat:
                return TryWriteFloat(BinaryPrimitives.ReadDoubleBigEndian(term[1..]));
            case EtfTag.Float:
                return TryReadOldFloat(term[1..size], out var old) && TryWriteFloat(old);
            case EtfTag.Nil:
                _text.Raw("[]"u8);
                return true;
            case EtfTag.String:
                return TryWriteBytes(term[3..size], largestNumber);
            case EtfTag.Map:
                return depth < MaxDepth && TryWriteMap(children / 2, depth + 1);
            case EtfTag.List:
                return depth < MaxDepth && TryWriteList(children - 1, largestNumber, depth + 1) && TrySkipTail();
            default: // A tuple: Measure knows no other.
                return depth < MaxDepth && TryWriteList(children, largestNumber, depth + 1);
        }
    }

    private bool TryWriteMap(long pairs, int depth)
    {
        _text.Byte((byte)'{');
        var isFirst = true;
        for (; pairs > 0; pairs--)
        {
            var term = _bytes[_position..];
            if (EtfTerm.TryReadText(term, out var size, out var key) && key.SequenceEqual("__struct__"u8))
            {
                _position += size;
                if (EtfTerm.Skip(_bytes, ref _position) != EtfStatus.Ok)
                {
                    return false;
                }

                continue;
            }

            if (!isFirst)
            {
                _text.Byte((byte)',');
            }

            isFirst = false;
            if (!TryWriteKey(term))
            {
                return false;
            }

            _text.Byte((byte)':');
            if (!TryWrite(IdKeys.LargestNumberUnder(key), depth))
            {
                return false;
            }
        }

        _text.Byte((byte)'}');
        return true;
    }

    private bool TryWriteKey(ReadOnlySpan<byte> term)
    {
        if (EtfTerm.TryReadText(term, out var size, out var name))
        {
            _position += size;
            return TryWriteText(term[0], name);
        }

        // Some maps have ids for keys. As a string, which a key is anyway.
        return !term.IsEmpty && term[0] is EtfTag.SmallInteger or EtfTag.Integer or EtfTag.SmallBig or EtfTag.LargeBig
            && TryWrite(null, MaxDepth);
    }

    private bool TryWriteList(long count, ulong? largestNumber, int depth)
    {
        _text.Byte((byte)'[');
        for (var i = 0L; i < count; i++)
        {
            if (i > 0)
            {
                _text.Byte((byte)',');
            }

            if (!TryWrite(largestNumber, depth))
            {
                return false;
            }
        }

        _text.Byte((byte)']');
        return true;
    }

    // A list that does not end in NIL is a pair of Erlang's, and means nothing here.
    private bool TrySkipTail() => _position < _bytes.Length && _bytes[_position++] == EtfTag.Nil;

    private bool TryWriteBytes(ReadOnlySpan<byte> items, ulong? largestNumber)
    {
        _text.Byte((byte)'[');
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0)
            {
                _text.Byte((byte)',');
            }

            TryWriteInteger(items[i], isNegative: false, largestNumber);
        }

        _text.Byte((byte)']');
        return true;
    }

    private bool TryWriteAtom(ReadOnlySpan<byte> term)
    {
        EtfTerm.TryReadText(term, out _, out var name);
        if (EtfTerm.IsNullName(name))
        {
            _text.Raw("null"u8);
            return true;
        }

        if (name.SequenceEqual("true"u8) || name.SequenceEqual("false"u8))
        {
            _text.Raw(name);
            return true;
        }

        return TryWriteText(term[0], name);
    }

    private bool TryWriteText(byte tag, ReadOnlySpan<byte> text)
    {
        if (tag is not (EtfTag.Atom or EtfTag.SmallAtom) || Ascii.IsValid(text))
        {
            return _text.TryString(text);
        }

        Span<byte> utf8 = stackalloc byte[2 * EtfLimits.AtomCharacters];
        var length = 0;
        foreach (var character in text)
        {
            length += new Rune((char)character).EncodeToUtf8(utf8[length..]);
        }

        return _text.TryString(utf8[..length]);
    }

    private bool TryWriteBig(byte sign, ReadOnlySpan<byte> digits, ulong? largestNumber)
    {
        digits = digits.TrimEnd((byte)0);
        if (digits.Length <= sizeof(ulong))
        {
            return TryWriteInteger(EtfTerm.Magnitude(digits), sign != 0, largestNumber);
        }

        var value = new BigInteger(digits, isUnsigned: true);
        Span<byte> number = stackalloc byte[EtfLimits.IntegerBytes * 3];
        Encoding.UTF8.TryGetBytes((sign == 0 ? value : -value).ToString(CultureInfo.InvariantCulture), number, out var written);
        return _text.TryString(number[..written]);
    }

    private bool TryWriteInteger(ulong magnitude, bool isNegative, ulong? largestNumber)
    {
        var isString = !(magnitude <= largestNumber);
        if (isString)
        {
            _text.Byte((byte)'"');
        }

        if (isNegative && magnitude != 0)
        {
            _text.Byte((byte)'-');
        }

        _text.Number(magnitude);
        if (isString)
        {
            _text.Byte((byte)'"');
        }

        return true;
    }

    private bool TryWriteFloat(double value)
    {
        if (double.IsFinite(value))
        {
            _text.Number(value);
        }

        return double.IsFinite(value);
    }

    // Text, padded with zeros.
    private static bool TryReadOldFloat(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(
            text.TrimEnd((byte)0),
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out value);
}
