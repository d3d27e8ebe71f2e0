namespace Gateway.Simulator.Server;

/// <summary>Counts sends in a period: 120 in 60 s for payloads, 5 in 20 s for presences.</summary>
internal sealed class PayloadWindow(int limit, TimeSpan period, PayloadWindowKind kind)
{
    private readonly Queue<TimeSpan> _taken = new();
    private TimeSpan _windowEnd;
    private int _inWindow;

    /// <summary>Takes one place; false when the limit is reached, in which case nothing is taken.</summary>
    public bool TryTake(TimeSpan now) => kind == PayloadWindowKind.Sliding ? TrySliding(now) : TryFixed(now);

    private bool TrySliding(TimeSpan now)
    {
        while (_taken.TryPeek(out var oldest) && now - oldest >= period)
        {
            _taken.Dequeue();
        }

        if (_taken.Count >= limit)
        {
            return false;
        }

        _taken.Enqueue(now);
        return true;
    }

    private bool TryFixed(TimeSpan now)
    {
        if (_inWindow == 0 || now >= _windowEnd)
        {
            _windowEnd = now + period;
            _inWindow = 0;
        }

        return ++_inWindow <= limit;
    }
}
