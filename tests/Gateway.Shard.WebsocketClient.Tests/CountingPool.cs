using System.Buffers;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>Counts what is rented, and never hands out the same array twice, so that a late write shows.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private readonly HashSet<byte[]> _held = [];
    private int _rents;

    public int Held
    {
        get
        {
            lock (_held)
                return _held.Count;
        }
    }

    /// <summary>The lengths of the arrays that are held.</summary>
    public int[] Lengths
    {
        get
        {
            lock (_held)
                return [.. _held.Select(array => array.Length)];
        }
    }

    public int Rents => Volatile.Read(ref _rents);

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        lock (_held)
            _held.Add(array);
        Interlocked.Increment(ref _rents);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_held)
            Assert.That(_held.Remove(array), "Returned twice, or never rented");
    }
}
