namespace Gateway.Simulator.Server;

/// <summary>
/// What is due when. Entries are never taken back: each checks when it runs whether it still matters, which keeps a
/// heartbeat free of timer work.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action<TimeSpan>, (TimeSpan Due, long Order)> _entries = new();
    private long _order;

    /// <summary>Called when the next deadline has moved to an earlier time.</summary>
    public Action? MovedEarlier { get; set; }

    /// <summary>The next deadline in server time; null when nothing is due ever.</summary>
    public TimeSpan? Next => _entries.TryPeek(out _, out var key) ? key.Due : null;

    /// <summary>Entries with the same deadline run in the order they were added.</summary>
    public void At(TimeSpan due, Action<TimeSpan> action)
    {
        var earlier = Next is not { } next || due < next;
        _entries.Enqueue(action, (due, _order++));
        if (earlier)
        {
            MovedEarlier?.Invoke();
        }
    }

    /// <summary>Runs what is due. What an entry adds for now or earlier runs the next time, so that this ends.</summary>
    public void Run(TimeSpan now)
    {
        var before = _order;
        while (_entries.TryPeek(out var action, out var key) && key.Due <= now && key.Order < before)
        {
            _entries.Dequeue();
            action(now);
        }
    }
}
