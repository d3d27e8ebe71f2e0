using System.Buffers.Binary;

namespace Gateway.Bench.Server;

/// <summary>Writes unmasked WebSocket frames one behind the other into one buffer.</summary>
internal sealed class FrameWriter(int capacity)
{
    private const byte FinalText = 0x81;
    private const byte FinalBinary = 0x82;
    private const byte Length16 = 126;
    private const int LongHeader = 4;
    public const int MostFrameBytes = 8 * 1024;
    private readonly byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>What was written, to patch something in it.</summary>
    public Span<byte> WrittenSpan => _buffer.AsSpan(0, Length);

    /// <summary>Whether one more frame fits.</summary>
    public bool HasRoom => _buffer.Length - Length >= MostFrameBytes;

    public void Clear() => Length = 0;

    public void Write(ServedEvent served, long sequence, bool asEtf)
    {
        var length = served.Write(_buffer.AsSpan(Length + LongHeader), sequence, asEtf);
        if (length < Length16)
        {
            _buffer.AsSpan(Length + LongHeader, length).CopyTo(_buffer.AsSpan(Length + 2));
        }

        WriteHeader(length, asEtf);
        Length += length;
    }

    public void Write(ReadOnlySpan<byte> payload, bool isBinary)
    {
        WriteHeader(payload.Length, isBinary);
        payload.CopyTo(_buffer.AsSpan(Length));
        Length += payload.Length;
    }

    private void WriteHeader(int length, bool isBinary)
    {
        _buffer[Length] = isBinary ? FinalBinary : FinalText;
        if (length < Length16)
        {
            _buffer[Length + 1] = (byte)length;
            Length += 2;
            return;
        }

        _buffer[Length + 1] = Length16;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(Length + 2), checked((ushort)length));
        Length += LongHeader;
    }
}
