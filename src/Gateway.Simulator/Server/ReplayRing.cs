namespace Gateway.Simulator.Server;

/// <summary>The last dispatches of a session, with the bytes as they were sent.</summary>
internal sealed class ReplayRing(int capacity)
{
    private readonly Queue<(int Sequence, byte[] Bytes)> _entries = new();

    /// <summary>The highest sequence that had to make room. A replay can start there, not before.</summary>
    public int EvictedThrough { get; private set; }

    public int Capacity => capacity;

    public void Add(int sequence, byte[] bytes)
    {
        if (_entries.Count == capacity)
        {
            EvictedThrough = _entries.Dequeue().Sequence;
        }

        _entries.Enqueue((sequence, bytes));
    }

    public IEnumerable<byte[]> After(int sequence)
        => _entries.Where(e => e.Sequence > sequence).Select(e => e.Bytes);

    public void Clear() => _entries.Clear();

    /// <summary>Loses everything, as if so many dispatches had come that none of these was left.</summary>
    public void Overflow()
    {
        EvictedThrough = _entries.Count > 0 ? _entries.Last().Sequence : EvictedThrough;
        _entries.Clear();
    }
}
