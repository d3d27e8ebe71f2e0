namespace Gateway.Simulator.Tests.Support;

/// <summary>A clock that moves only when told, with timers that fire in order of their time.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SortedSet<ManualTimer> _timers = new(Comparer<ManualTimer>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order)));

    private TimeSpan _elapsed;
    private long _order = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => Epoch + _elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on by a span, stopping at every timer on the way.</summary>
    public void Advance(TimeSpan span, Action afterEach)
    {
        var end = _elapsed + span;
        afterEach();
        while (_timers.Min is { } next && next.Due <= end)
        {
            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            _timers.Remove(next);
            next.Fire();
            afterEach();
        }

        _elapsed = end;
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public long Order { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.That(period, Is.EqualTo(Timeout.InfiniteTimeSpan), "One-shot timers only.");
            owner._timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = owner._elapsed + dueTime;
                Order = owner._order++;
                owner._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => owner._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
