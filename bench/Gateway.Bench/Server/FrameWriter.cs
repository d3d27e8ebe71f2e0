using System.Buffers.Binary;

namespace Gateway.Bench.Server;

/// <summary>Writes unmasked WebSocket frames one behind the other into one buffer.</summary>
internal sealed class FrameWriter(int capacity)
{
    private const byte FinalText = 0x81;
    private const byte Length16 = 126;
    private const int LongHeader = 4;
    private readonly byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public bool HasRoomFor(ServedEvent served) => _buffer.Length - Length >= LongHeader + served.MaxLength;

    public void Clear() => Length = 0;

    public void Write(ServedEvent served, long sequence)
    {
        var length = served.Write(_buffer.AsSpan(Length + LongHeader), sequence);
        if (length < Length16)
        {
            _buffer.AsSpan(Length + LongHeader, length).CopyTo(_buffer.AsSpan(Length + 2));
        }

        WriteHeader(length);
        Length += length;
    }

    public void Write(ReadOnlySpan<byte> payload)
    {
        WriteHeader(payload.Length);
        payload.CopyTo(_buffer.AsSpan(Length));
        Length += payload.Length;
    }

    private void WriteHeader(int length)
    {
        _buffer[Length] = FinalText;
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
