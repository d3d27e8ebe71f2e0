using System.Collections;

namespace Gateway.Simulator.Accounting;

/// <summary>
/// An append-only list in chunks. A snapshot shares the chunks: what it counts is never written again, so it can be
/// read without the server's lock while the list grows.
/// </summary>
internal sealed class DispatchLog
{
    private const int ChunkSize = 1024;

    private readonly List<DispatchRecord[]> _chunks = [];
    private int _count;
    private int _forgotten;

    public void Add(DispatchRecord record)
    {
        var slot = _count % ChunkSize;
        if (slot == 0)
        {
            // A session of a few dispatches, of which a long run makes thousands, shall not cost a whole chunk.
            _chunks.Add(new DispatchRecord[_count == 0 ? 16 : ChunkSize]);
        }
        else if (slot == _chunks[^1].Length)
        {
            var grown = new DispatchRecord[ChunkSize];
            _chunks[^1].CopyTo(grown, 0);
            _chunks[^1] = grown;
        }

        _chunks[^1][slot] = record;
        _count++;
    }

    /// <summary>Drops whole chunks in which every sequence is at or below the given one.</summary>
    public void ForgetThrough(int sequence)
    {
        while (_chunks.Count > 1 && _chunks[0][^1].Sequence <= sequence)
        {
            _chunks.RemoveAt(0);
            _forgotten += ChunkSize;
            _count -= ChunkSize;
        }
    }

    public IReadOnlyList<DispatchRecord> Snapshot() => new View([.. _chunks], _count);

    public int TotalCount => _count + _forgotten;

    private sealed class View(DispatchRecord[][] chunks, int count) : IReadOnlyList<DispatchRecord>
    {
        public int Count => count;

        public DispatchRecord this[int index]
        {
            get
            {
                ArgumentOutOfRangeException.ThrowIfNegative(index);
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
                return chunks[index / ChunkSize][index % ChunkSize];
            }
        }

        public IEnumerator<DispatchRecord> GetEnumerator()
        {
            for (var i = 0; i < count; i++)
            {
                yield return chunks[i / ChunkSize][i % ChunkSize];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
