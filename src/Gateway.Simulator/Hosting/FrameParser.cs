using System.Buffers;
using System.Buffers.Binary;

namespace Gateway.Simulator.Hosting;

/// <summary>What the parser found in a stream of client frames.</summary>
internal enum FrameKind
{
    /// <summary>More bytes are needed.</summary>
    None,
    Message,

    /// <summary>A message is longer than allowed. Its bytes are thrown away as they come.</summary>
    TooLarge,
    Ping,
    Pong,
    Close,

    /// <summary>The stream breaks RFC 6455; nothing behind it can be read.</summary>
    Broken,
}

/// <summary>Client frames, RFC 6455 §5, joined to messages. Holds at most one message of the allowed size.</summary>
internal sealed class FrameParser(int maxMessageBytes)
{
    private const int Continuation = 0;
    private const int Text = 1;
    private const int Binary = 2;
    private const int CloseFrame = 8;
    private const int PingFrame = 9;
    private const int PongFrame = 10;

    private readonly ArrayBufferWriter<byte> _message = new(256);
    private long _skip;
    private bool _inMessage;
    private bool _tooLarge;

    /// <summary>Takes one frame off the buffer.</summary>
    /// <param name="buffer">What has come; what was used is cut off its front.</param>
    /// <param name="payload">The message, or a control frame's body. A copy of its own.</param>
    public FrameKind Read(ref ReadOnlySequence<byte> buffer, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        while (true)
        {
            var skipped = Math.Min(_skip, buffer.Length);
            buffer = buffer.Slice(skipped);
            _skip -= skipped;
            if (_skip > 0 || !TryHeader(buffer, out var header))
            {
                return FrameKind.None;
            }

            if (header.IsBroken || !FitsState(header))
            {
                return FrameKind.Broken;
            }

            var tooLarge = !header.IsControl && (_tooLarge || header.Length > maxMessageBytes - _message.WrittenCount);
            if (!tooLarge && buffer.Length < header.Size + header.Length)
            {
                return FrameKind.None;
            }

            buffer = buffer.Slice(header.Size);
            if (tooLarge)
            {
                _skip = header.Length;
                if (Discard(header))
                {
                    return FrameKind.TooLarge;
                }

                continue;
            }

            var body = Unmask(buffer.Slice(0, header.Length), header.Mask);
            buffer = buffer.Slice(header.Length);
            if (header.IsControl)
            {
                payload = body;
                return header.Opcode switch { PingFrame => FrameKind.Ping, PongFrame => FrameKind.Pong, _ => FrameKind.Close };
            }

            _message.Write(body);
            _inMessage = !header.IsFinal;
            if (header.IsFinal)
            {
                payload = _message.WrittenSpan.ToArray();
                _message.ResetWrittenCount();
                return FrameKind.Message;
            }
        }
    }

    /// <summary>True at the first frame with which a message is too large.</summary>
    private bool Discard(in Header header)
    {
        var first = !_tooLarge;
        _tooLarge = !header.IsFinal;
        _inMessage = !header.IsFinal;
        _message.ResetWrittenCount();
        return first;
    }

    private bool FitsState(in Header header) => header.Opcode switch
    {
        Continuation => _inMessage,
        Text or Binary => !_inMessage,
        _ => true,
    };

    private static bool TryHeader(in ReadOnlySequence<byte> buffer, out Header header)
    {
        header = default;
        Span<byte> bytes = stackalloc byte[14];
        bytes = bytes[..(int)Math.Min(bytes.Length, buffer.Length)];
        buffer.Slice(0, bytes.Length).CopyTo(bytes);
        if (bytes.Length < 2)
        {
            return false;
        }

        var extended = (bytes[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 };
        var size = 2 + extended + 4;
        if (bytes.Length < size)
        {
            return false;
        }

        long length = extended switch
        {
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            8 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => bytes[1] & 0x7F,
        };
        var masked = (bytes[1] & 0x80) != 0;
        var mask = BinaryPrimitives.ReadUInt32BigEndian(bytes[(size - 4)..]);
        header = new Header(bytes[0], length, size, mask, masked);
        return true;
    }

    private static byte[] Unmask(in ReadOnlySequence<byte> masked, uint mask)
    {
        var body = masked.ToArray();
        for (var i = 0; i < body.Length; i++)
        {
            body[i] ^= (byte)(mask >> (24 - (8 * (i & 3))));
        }

        return body;
    }

    private readonly record struct Header(byte First, long Length, int Size, uint Mask, bool IsMasked)
    {
        public int Opcode => First & 0x0F;

        public bool IsFinal => (First & 0x80) != 0;

        public bool IsControl => Opcode >= CloseFrame;

        /// <summary>Reserved bits, reserved opcodes, no mask, a length that is negative, a control frame that is long or split.</summary>
        public bool IsBroken => (First & 0x70) != 0
            || Opcode is > Binary and < CloseFrame or > PongFrame
            || !IsMasked || Length < 0
            || (IsControl && (!IsFinal || Length > 125));
    }
}
