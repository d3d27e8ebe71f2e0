using System.Buffers.Binary;
using System.Text;

namespace Gateway.Contracts;

/// <summary>Writes the frames of a server (RFC 6455 §5.2), right or wrong.</summary>
public static class Frames
{
    public const int TextOpcode = 1;
    public const int BinaryOpcode = 2;
    public const int CloseOpcode = 8;
    public const int PingOpcode = 9;
    public const int PongOpcode = 10;

    public static byte[] Text(string text) => Make(TextOpcode, Encoding.UTF8.GetBytes(text));

    public static byte[] Close(int code, string reason)
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        return Make(CloseOpcode, payload);
    }

    /// <summary>One frame; opcode 0 continues a message, <paramref name="final"/> ends it.</summary>
    public static byte[] Make(int opcode, ReadOnlySpan<byte> payload, bool final = true) =>
        [.. Header(opcode, payload.Length, final), .. payload];

    /// <summary>A header alone, which may announce more than ever comes.</summary>
    public static byte[] Header(int opcode, long length, bool final = true)
    {
        var first = (byte)((final ? 0x80 : 0) | opcode);
        if (length < 126)
            return [first, (byte)length];
        var extended = new byte[length <= ushort.MaxValue ? 2 : 8];
        if (extended.Length == 2)
            BinaryPrimitives.WriteUInt16BigEndian(extended, (ushort)length);
        else
            BinaryPrimitives.WriteInt64BigEndian(extended, length);
        return [first, (byte)(extended.Length == 2 ? 126 : 127), .. extended];
    }
}
