using System.Buffers;
using System.Buffers.Binary;

namespace Gateway.Simulator.Wire;

/// <summary>Frames of a server, RFC 6455 §5.2: they carry no mask, so a frame is a header and the payload as it is.</summary>
internal static class ServerFrames
{
    public const byte Continuation = 0;
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;
    public const byte Pong = 10;
    public const int MaxHeaderBytes = 10;

    private const byte Final = 0x80;

    /// <returns>How many bytes the header has.</returns>
    public static int WriteHeader(Span<byte> target, byte opcode, long length, bool isFinal = true)
    {
        target[0] = (byte)((isFinal ? Final : 0) | opcode);
        if (length < 126)
        {
            target[1] = (byte)length;
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            target[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)length);
            return 4;
        }

        target[1] = 127;
        BinaryPrimitives.WriteInt64BigEndian(target[2..], length);
        return MaxHeaderBytes;
    }

    /// <summary>Messages as they stand on the wire, each in frames of at most so many bytes.</summary>
    public static byte[] Write(IReadOnlyList<WireMessage> messages, int maxFrameBytes)
    {
        var target = new ArrayBufferWriter<byte>();
        foreach (var (bytes, isText) in messages)
        {
            var rest = bytes.Span;
            var opcode = isText ? Text : Binary;
            do
            {
                var size = Math.Min(rest.Length, maxFrameBytes);
                target.Advance(WriteHeader(target.GetSpan(MaxHeaderBytes), opcode, size, size == rest.Length));
                target.Write(rest[..size]);
                rest = rest[size..];
                opcode = Continuation;
            }
            while (rest.Length > 0);
        }

        return target.WrittenSpan.ToArray();
    }
}
