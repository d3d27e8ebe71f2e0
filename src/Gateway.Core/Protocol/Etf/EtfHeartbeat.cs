using System.Buffers.Binary;

namespace Gateway.Core.Protocol.Etf;

/// <summary>A heartbeat in ETF, written without an allocation: byte for byte what <see cref="EtfEncoder"/> makes of its JSON.</summary>
internal static class EtfHeartbeat
{
    // The version; a map of two; "op" => 1; the key "d", whose value follows.
    private static ReadOnlySpan<byte> Head =>
    [
        EtfTag.Version, EtfTag.Map, 0, 0, 0, 2,
        EtfTag.Binary, 0, 0, 0, 2, (byte)'o', (byte)'p', EtfTag.SmallInteger, 1,
        EtfTag.Binary, 0, 0, 0, 1, (byte)'d',
    ];

    public static int Write(Span<byte> destination, long? sequence)
    {
        Head.CopyTo(destination);
        return Head.Length + WriteSequence(destination[Head.Length..], sequence);
    }

    private static int WriteSequence(Span<byte> destination, long? sequence)
    {
        switch (sequence)
        {
            case null:
                ReadOnlySpan<byte> nil = [EtfTag.SmallAtom, 3, (byte)'n', (byte)'i', (byte)'l'];
                nil.CopyTo(destination);
                return nil.Length;
            case >= 0 and <= byte.MaxValue:
                destination[0] = EtfTag.SmallInteger;
                destination[1] = (byte)sequence.Value;
                return 2;
            case >= int.MinValue and <= int.MaxValue:
                destination[0] = EtfTag.Integer;
                BinaryPrimitives.WriteInt32BigEndian(destination[1..], (int)sequence.Value);
                return 5;
            default:
                return WriteBig(destination, sequence.Value);
        }
    }

    private static int WriteBig(Span<byte> destination, long value)
    {
        Span<byte> digits = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(digits, value < 0 ? (ulong)-value : (ulong)value);
        digits = digits.TrimEnd((byte)0);
        destination[0] = EtfTag.SmallBig;
        destination[1] = (byte)digits.Length;
        destination[2] = value < 0 ? (byte)1 : (byte)0;
        digits.CopyTo(destination[3..]);
        return 3 + digits.Length;
    }
}
