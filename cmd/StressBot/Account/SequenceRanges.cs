namespace StressBot.Account;

/// <summary>How a sequence fits to those before it.</summary>
internal enum SequenceFit
{
    /// <summary>Above all others.</summary>
    Ahead,

    /// <summary>Below the highest, and not there yet: it came too late.</summary>
    Late,

    /// <summary>There already.</summary>
    Duplicate,
}

/// <summary>A set of sequences as ranges: as long as nothing is missing it is one, however long the run.</summary>
internal sealed class SequenceRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    public SequenceRanges()
    {
    }

    public SequenceRanges(IEnumerable<(long First, long Last)> ranges) => _ranges.AddRange(ranges);

    public IReadOnlyList<(long First, long Last)> All => _ranges;

    /// <summary>The highest; 0 when there is none.</summary>
    public long Last => _ranges.Count == 0 ? 0 : _ranges[^1].Last;

    public long Count => _ranges.Sum(r => r.Last - r.First + 1);

    /// <summary>How many numbers lie between the ranges.</summary>
    public long Missing => _ranges.Count == 0 ? 0 : Last - _ranges[0].First + 1 - Count;

    public SequenceFit Add(long sequence)
    {
        if (_ranges.Count > 0 && sequence == _ranges[^1].Last + 1)
        {
            _ranges[^1] = (_ranges[^1].First, sequence);
            return SequenceFit.Ahead;
        }

        if (sequence > Last)
        {
            _ranges.Add((sequence, sequence));
            return SequenceFit.Ahead;
        }

        if (Contains(sequence))
        {
            return SequenceFit.Duplicate;
        }

        Insert(sequence);
        return SequenceFit.Late;
    }

    public bool Contains(long sequence)
    {
        var index = IndexOf(sequence);
        return index < _ranges.Count && _ranges[index].First <= sequence;
    }

    // The first range that ends at or after the sequence.
    private int IndexOf(long sequence)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].Last < sequence ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Insert(long sequence)
    {
        var index = IndexOf(sequence);
        var first = sequence;
        var last = sequence;
        if (_ranges[index].First == sequence + 1)
        {
            last = _ranges[index].Last;
            _ranges.RemoveAt(index);
        }

        if (index > 0 && _ranges[index - 1].Last == sequence - 1)
        {
            first = _ranges[--index].First;
            _ranges.RemoveAt(index);
        }

        _ranges.Insert(index, (first, last));
    }
}
