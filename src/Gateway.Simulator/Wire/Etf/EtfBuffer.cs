using System.Buffers.Binary;
using System.Text;

namespace Gateway.Simulator.Wire.Etf;

/// <summary>Terms, one behind the other. Sizes of what is not finished can be put in later.</summary>
internal sealed class EtfBuffer
{
    /// <summary>After a larger message the buffer is given back.</summary>
    private const int MaxKeptBytes = 1 << 20;

    private const int FirstBytes = 4096;

    private byte[] _bytes = new byte[FirstBytes];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = new byte[FirstBytes];
        }
    }

    /// <summary>Room for so many bytes, which count as written.</summary>
    public Span<byte> Room(int size)
    {
        if (_bytes.Length - Length < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        }

        Length += size;
        return _bytes.AsSpan(Length - size, size);
    }

    public void Byte(byte value) => Room(1)[0] = value;

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Room(4), value);

    public void UInt32At(int at, int value) => BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(at), (uint)value);

    /// <summary>An atom where the text can be one; else a binary.</summary>
    public void AtomOrBinary(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > byte.MaxValue)
        {
            Binary(utf8);
            return;
        }

        Byte(Ascii.IsValid(utf8) ? EtfTag.SmallAtom : EtfTag.SmallAtomUtf8);
        Byte((byte)utf8.Length);
        utf8.CopyTo(Room(utf8.Length));
    }

    public void Binary(ReadOnlySpan<byte> utf8)
    {
        Byte(EtfTag.Binary);
        UInt32((uint)utf8.Length);
        utf8.CopyTo(Room(utf8.Length));
    }

    public void Integer(long value)
    {
        if (value is >= 0 and <= byte.MaxValue)
        {
            Byte(EtfTag.SmallInteger);
            Byte((byte)value);
        }
        else if (value is >= int.MinValue and <= int.MaxValue)
        {
            Byte(EtfTag.Integer);
            UInt32((uint)(int)value);
        }
        else
        {
            // Also right for the smallest value, whose negation is itself: as unsigned it is the size.
            Big(value < 0 ? (ulong)-value : (ulong)value, value < 0);
        }
    }

    /// <summary>Sign and size, in as few bytes as it needs.</summary>
    public void Big(ulong size, bool negative)
    {
        var count = (71 - System.Numerics.BitOperations.LeadingZeroCount(size)) / 8;
        Byte(EtfTag.SmallBig);
        Byte((byte)count);
        Byte(negative ? (byte)1 : (byte)0);
        foreach (ref var target in Room(count))
        {
            target = (byte)size;
            size >>= 8;
        }
    }

    public void Float(double value)
    {
        Byte(EtfTag.NewFloat);
        BinaryPrimitives.WriteDoubleBigEndian(Room(8), value);
    }

    /// <summary>Ends a list that began as a <see cref="EtfTag.List"/> with an open count.</summary>
    /// <param name="start">Where its tag stands.</param>
    /// <param name="count">How many items follow.</param>
    /// <param name="allSmall">Whether each is a small integer: such a list is written in its own, short form.</param>
    public void EndList(int start, int count, bool allSmall)
    {
        const int header = 5;
        if (count == 0)
        {
            Length = start;
        }
        else if (allSmall && count <= ushort.MaxValue)
        {
            var term = _bytes.AsSpan(start);
            for (var i = 0; i < count; i++)
            {
                term[3 + i] = term[header + (2 * i) + 1];
            }

            term[0] = EtfTag.String;
            BinaryPrimitives.WriteUInt16BigEndian(term[1..], (ushort)count);
            Length = start + 3 + count;
            return;
        }
        else
        {
            UInt32At(start + 1, count);
        }

        Byte(EtfTag.Nil);
    }

    public byte TagAt(int at) => _bytes[at];
}
