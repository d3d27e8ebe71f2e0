namespace Gateway.Simulator.Faults;

/// <summary>What was inflicted. Guarded by the server's lock.</summary>
internal sealed class FaultLog
{
    /// <summary>Older faults stay, newer are no longer written down; a run of days shall not fill the memory.</summary>
    public const int Capacity = 100_000;

    private readonly List<AppliedFault> _applied = [];
    private List<AppliedFault>? _listener;

    public IReadOnlyList<AppliedFault> Applied => _applied;

    /// <summary>How many there were, also beyond the capacity.</summary>
    public long Count { get; private set; }

    public void Clear()
    {
        _applied.Clear();
        Count = 0;
    }

    public void Write(AppliedFault fault)
    {
        Count++;
        _listener?.Add(fault);
        if (_applied.Count < Capacity)
        {
            _applied.Add(fault);
        }
    }

    /// <summary>Something that hits nobody yet.</summary>
    public void Write(TimeSpan now, FaultVerb verb, int argument = 0) => Write(new AppliedFault(now, verb, argument, null, null, null));

    /// <summary>What is written down while the action runs, also beyond the capacity.</summary>
    public List<AppliedFault> During(Action action)
    {
        var outer = _listener;
        var heard = _listener = [];
        try
        {
            action();
        }
        finally
        {
            _listener = outer;
        }

        return heard;
    }
}
