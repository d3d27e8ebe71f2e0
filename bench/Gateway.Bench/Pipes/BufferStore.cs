using System.Buffers;

namespace Gateway.Bench.Pipes;

/// <summary>A pooled buffer for each message and a queue of them, the buffers used again, as the library does.</summary>
internal sealed class BufferStore : IMessageStore
{
    private const int FirstSize = 4096;
    private readonly Queue<(byte[] Array, int Length)> _queue = new();
    private readonly Stack<byte[]> _spares = new();

    public int Splits { get; set; }

    public void Write(ReadOnlySpan<byte> message)
    {
        if (!_spares.TryPop(out var array))
        {
            array = ArrayPool<byte>.Shared.Rent(FirstSize);
        }

        message.CopyTo(array);
        _queue.Enqueue((array, message.Length));
    }

    public byte Read()
    {
        var (array, length) = _queue.Dequeue();
        ReadOnlySpan<byte> message = array.AsSpan(0, length);
        var last = message[^1];
        _spares.Push(array);
        return last;
    }
}
