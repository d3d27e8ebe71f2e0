using System.Buffers;

namespace Gateway.Simulator.Wire;

/// <summary>A buffer to build a message in. One serves all connections of a server, whose lock guards it.</summary>
internal sealed class Scratch
{
    /// <summary>After a larger message the buffer is given back: the next ones are small again.</summary>
    private const int MaxKeptBytes = 1 << 20;

    private ArrayBufferWriter<byte> _buffer = new(4096);

    public IBufferWriter<byte> Writer => _buffer;

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>Empties the buffer.</summary>
    /// <returns>What was in it, in an array of its own.</returns>
    public byte[] Take()
    {
        var taken = _buffer.WrittenSpan.ToArray();
        Clear();
        return taken;
    }

    public void Clear()
    {
        if (_buffer.Capacity > MaxKeptBytes)
        {
            _buffer = new ArrayBufferWriter<byte>(4096);
        }

        _buffer.ResetWrittenCount();
    }
}
