using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gateway.Core.Protocol.Etf;

/// <summary>Steps over terms, and reads the small ones. Never throws, and never looks behind the end of the bytes.</summary>
internal static class EtfTerm
{
    // The envelope is the outermost level.
    private const int MaxDepth = EnvelopeReader.MaxDepth - 1;

    /// <summary>Moves <paramref name="position"/> behind the term that begins there.</summary>
    public static EtfStatus Skip(ReadOnlySpan<byte> bytes, ref int position)
    {
        var status = Measure(bytes[position..], out var size, out var children);
        if (status == EtfStatus.Ok)
        {
            position += size;
            return children == 0 ? EtfStatus.Ok : SkipChildren(bytes, ref position, children);
        }

        return status;
    }

    private static EtfStatus SkipChildren(ReadOnlySpan<byte> bytes, ref int position, long children)
    {
        Span<long> open = stackalloc long[MaxDepth]; // What each outer term still needs.
        var depth = 0;
        var left = children; // What the innermost one still needs.
        var at = position;
        while (true)
        {
            while (left == 0)
            {
                if (depth == 0)
                {
                    position = at;
                    return EtfStatus.Ok;
                }

                left = open[--depth];
            }

            left--;
            if (TryStepOverCommon(bytes, ref at))
            {
                continue;
            }

            var status = Measure(bytes[at..], out var size, out children);
            if (status != EtfStatus.Ok)
            {
                return status;
            }

            at += size;
            if (children == 0)
            {
                continue;
            }

            if (depth == MaxDepth - 1)
            {
                return EtfStatus.Malformed;
            }

            open[depth++] = left;
            left = children;
        }
    }

    // What nine of ten terms are, without the detour through their measures. False: it is another, or cut short.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryStepOverCommon(ReadOnlySpan<byte> bytes, ref int at)
    {
        const int binaryHeader = 5;
        const int bigHeader = 3;
        var left = bytes.Length - at;
        if (left < binaryHeader)
        {
            return false;
        }

        var header = bytes.Slice(at, binaryHeader);
        uint size;
        switch (header[0])
        {
            case EtfTag.Binary:
                size = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
                if (size > (uint)(left - binaryHeader))
                {
                    return false;
                }

                size += binaryHeader;
                break;
            case EtfTag.SmallInteger:
                size = 2;
                break;
            case EtfTag.SmallAtom or EtfTag.SmallAtomUtf8:
                size = 2U + header[1];
                break;
            case EtfTag.Nil:
                size = 1;
                break;
            case EtfTag.SmallBig when header[1] <= sizeof(ulong):
                size = (uint)bigHeader + header[1];
                break;
            default:
                return false;
        }

        if (size > (uint)left)
        {
            return false;
        }

        at += (int)size;
        return true;
    }

    /// <summary>The name of a key, or another short text: an atom or a binary.</summary>
    /// <param name="term">The term and what follows.</param>
    /// <param name="size">The length of the term.</param>
    /// <param name="text">Its bytes: Latin-1 for old atoms, else UTF-8.</param>
    public static bool TryReadText(ReadOnlySpan<byte> term, out int size, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (Measure(term, out size, out _) != EtfStatus.Ok)
        {
            return false;
        }

        switch (term[0])
        {
            case EtfTag.SmallAtom or EtfTag.SmallAtomUtf8:
                text = term[2..size];
                return true;
            case EtfTag.Atom or EtfTag.AtomUtf8:
                text = term[3..size];
                return true;
            case EtfTag.Binary:
                text = term[5..size];
                return true;
            default:
                return false;
        }
    }

    /// <summary>An integer of up to 64 bits with a sign.</summary>
    public static bool TryReadInteger(ReadOnlySpan<byte> term, out int size, out long value)
    {
        value = 0;
        if (Measure(term, out size, out _) != EtfStatus.Ok)
        {
            return false;
        }

        switch (term[0])
        {
            case EtfTag.SmallInteger:
                value = term[1];
                return true;
            case EtfTag.Integer:
                value = BinaryPrimitives.ReadInt32BigEndian(term[1..]);
                return true;
            case EtfTag.SmallBig when size <= 3 + sizeof(ulong):
                var magnitude = Magnitude(term[3..size]);
                value = term[2] == 0 ? (long)magnitude : -(long)magnitude;
                return magnitude <= long.MaxValue;
            default:
                return false;
        }
    }

    /// <summary>Whether it is one of the atoms for null.</summary>
    public static bool IsNull(ReadOnlySpan<byte> term) =>
        !term.IsEmpty && term[0] != EtfTag.Binary && TryReadText(term, out _, out var text) && IsNullName(text);

    public static bool IsNullName(ReadOnlySpan<byte> atom) =>
        atom.SequenceEqual("nil"u8) || atom.SequenceEqual("null"u8) || atom.SequenceEqual("undefined"u8);

    /// <summary>Up to eight bytes, the lowest first.</summary>
    public static ulong Magnitude(ReadOnlySpan<byte> digits)
    {
        var value = 0UL;
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        return value;
    }

    /// <summary>The bytes of a term without those of the terms inside of it, and how many of these there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EtfStatus Measure(ReadOnlySpan<byte> term, out int size, out long children)
    {
        children = 0;
        size = 0;
        if (term.IsEmpty)
        {
            return EtfStatus.Truncated;
        }

        var length = 0L;
        switch (term[0])
        {
            case EtfTag.Binary:
                if (term.Length < 5)
                {
                    return EtfStatus.Truncated;
                }

                length = 5L + BinaryPrimitives.ReadUInt32BigEndian(term[1..]);
                break;
            case EtfTag.SmallInteger:
                length = 2;
                break;
            case EtfTag.SmallAtom or EtfTag.SmallAtomUtf8:
                if (term.Length < 2)
                {
                    return EtfStatus.Truncated;
                }

                length = 2 + term[1];
                break;
            case EtfTag.Nil:
                length = 1;
                break;
            default:
                var status = MeasureOther(term, out length, out children);
                if (status != EtfStatus.Ok)
                {
                    return status;
                }

                break;
        }

        size = (int)length;
        return length <= term.Length ? EtfStatus.Ok : EtfStatus.Truncated;
    }

    private static EtfStatus MeasureOther(ReadOnlySpan<byte> term, out long length, out long children)
    {
        const int longestHeader = 5;
        Span<byte> header = stackalloc byte[longestHeader];
        header.Clear();
        term[..Math.Min(longestHeader, term.Length)].CopyTo(header); // What is missing shows in the length.
        var count = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        var shortCount = BinaryPrimitives.ReadUInt16BigEndian(header[1..]);
        children = 0;
        length = 5;
        switch (header[0])
        {
            case EtfTag.SmallBig:
                length = 3 + header[1];
                return header[1] <= EtfLimits.IntegerBytes ? EtfStatus.Ok : EtfStatus.Malformed;
            case EtfTag.Map:
                children = 2L * count;
                return EtfStatus.Ok;
            case EtfTag.List:
                children = 1L + count; // The tail.
                return EtfStatus.Ok;
            case EtfTag.Integer:
                return EtfStatus.Ok;
            case EtfTag.NewFloat:
                length = 9;
                return EtfStatus.Ok;
            case EtfTag.String:
                length = 3 + shortCount;
                return EtfStatus.Ok;
            case EtfTag.Atom or EtfTag.AtomUtf8:
                length = 3 + shortCount;
                var allowed = EtfLimits.AtomCharacters * (header[0] == EtfTag.Atom ? 1 : 4);
                return shortCount <= allowed ? EtfStatus.Ok : EtfStatus.Malformed;
            case EtfTag.Float:
                length = 1 + EtfLimits.FloatBytes;
                return EtfStatus.Ok;
            case EtfTag.SmallTuple:
                length = 2;
                children = header[1];
                return EtfStatus.Ok;
            case EtfTag.LargeTuple:
                children = count;
                return EtfStatus.Ok;
            case EtfTag.LargeBig:
                length = 6L + count;
                return count <= EtfLimits.IntegerBytes ? EtfStatus.Ok : EtfStatus.Malformed;
            default:
                return EtfStatus.Malformed;
        }
    }
}
