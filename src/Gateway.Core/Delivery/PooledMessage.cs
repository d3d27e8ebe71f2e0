using System.Buffers;
using Gateway.Core.Protocol;

namespace Gateway.Core.Delivery;

/// <summary>
/// One message in one pooled array. It has one owner at a time, who calls <see cref="Release"/>; from then on whoever
/// still looks at it is told so by <see cref="Version"/>.
/// </summary>
internal sealed class PooledMessage : IBufferWriter<byte>
{
    private const int FirstSize = 4096;
    private byte[] _array = [];
    private int _written;
    private EtfBody? _etf;

    /// <summary>Rises with each reuse.</summary>
    public int Version { get; private set; }

    public int Length => _written;

    /// <summary>The size of the array it holds; 0 when it holds none.</summary>
    public int Capacity => _array.Length;

    /// <summary>Set when the body of the event in here was not read: who decodes it may have to.</summary>
    public EnvelopeTrust? UnreadBody { get; set; }

    /// <summary>Whether what is in here is ETF.</summary>
    public bool IsEtf { get; set; }

    public ReadOnlySpan<byte> WrittenSpan => _array.AsSpan(0, _written);

    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _array.AsSpan(_written);
    }

    /// <summary>Makes it empty and keeps the array: the next message goes into it.</summary>
    public void Clear()
    {
        Version++;
        _written = 0;
        UnreadBody = null;
        if (IsEtf)
        {
            IsEtf = false;
            _etf?.Clear();
        }
    }

    /// <summary>The body of the event in here, which came as ETF, as JSON. Valid as long as the message is.</summary>
    /// <exception cref="System.Text.Json.JsonException">It has no form in JSON.</exception>
    public ReadOnlyMemory<byte> JsonOf(ReadOnlySpan<byte> term) =>
        (Volatile.Read(ref _etf) ?? Interlocked.CompareExchange(ref _etf, new EtfBody(), null) ?? _etf).ToJson(term);

    /// <summary>Swaps the bytes, and the arrays they are in, with another message.</summary>
    public void Exchange(PooledMessage other)
    {
        (_array, other._array) = (other._array, _array);
        (_written, other._written) = (other._written, _written);
    }

    /// <summary>Drops what is behind the first bytes.</summary>
    public void Truncate(int length) => _written = length;

    /// <summary>Makes it empty and gives the array back.</summary>
    public void Release()
    {
        Clear();
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }
    }

    private void Ensure(int sizeHint)
    {
        if (_array.Length - _written >= Math.Max(sizeHint, 1))
        {
            return;
        }

        var size = Math.Max(FirstSize, Math.Max(_array.Length * 2, _written + sizeHint));
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _array.AsSpan(0, _written).CopyTo(larger);
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }
}
