namespace Gateway.Core.Fleet;

/// <summary>
/// When the next connection may be dialed: never more than the cap in any second, and spread at random, so that processes that
/// were struck by the same storm do not fall into step. No clock, no lock.
/// </summary>
internal sealed class ConnectPace(int? perSecond, Func<double> random)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>How far the schedule may be behind, for timers that come late: what is behind is caught up, within the cap.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan[] _last = new TimeSpan[perSecond ?? 0];
    private int _count;
    private TimeSpan _next = TimeSpan.MinValue;

    /// <summary>When the next one may go.</summary>
    public TimeSpan NextAt
    {
        get
        {
            if (_count < _last.Length || _last.Length == 0)
            {
                return _next;
            }

            var windowFree = _last[_count % _last.Length] + Second;
            return windowFree > _next ? windowFree : _next;
        }
    }

    public void Note(TimeSpan now)
    {
        if (perSecond is not { } cap)
        {
            return;
        }

        _last[_count % cap] = now;
        _count = _count == int.MaxValue ? cap + (_count % cap) + 1 : _count + 1;
        var from = _next > now - CatchUp ? _next : now - CatchUp;
        _next = from + (Second * (2 * random() / cap));
    }
}
