namespace Gateway.Fleet.Tests.Support;

/// <summary>
/// The clock of a host that is suspended and goes on later, whose time of day is set, and whose timers come late. While it sleeps
/// no timer fires and the world goes on.
/// </summary>
/// <param name="inner">The time of the world.</param>
/// <param name="countsSleep">
/// Whether the monotonic clock has gone on while the host slept, as on Windows or after a virtual machine was stopped: all timers that
/// were due fire at once then. Otherwise, as on Linux, it has stood still, and timers take as long as was left of them.
/// </param>
internal sealed class HostTime(TimeProvider inner, bool countsSleep = true) : TimeProvider
{
    private readonly List<HostTimer> _timers = [];
    private TimeSpan _slept;
    private TimeSpan _set;
    private TimeSpan? _asleepSince;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How late the next timer is.</summary>
    public Func<TimeSpan> Lateness { get; set; } = static () => TimeSpan.Zero;

    /// <summary>Delays below zero that somebody asked for.</summary>
    public int NegativeDelays { get; private set; }

    private TimeSpan World => inner.GetElapsedTime(0);

    private TimeSpan Monotonic => countsSleep ? World : (_asleepSince ?? World) - _slept;

    public override long GetTimestamp() => Monotonic.Ticks;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + _set;

    public void SetClock(TimeSpan by) => _set += by;

    public void Suspend() => _asleepSince = World;

    public void Resume()
    {
        _slept += World - _asleepSince!.Value;
        _asleepSince = null;
        foreach (var timer in _timers.ToArray())
        {
            timer.Arm();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HostTimer(this, () => callback(state));
        _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class HostTimer : ITimer
    {
        private readonly HostTime _host;
        private readonly Action _callback;
        private readonly ITimer _inner;
        private TimeSpan? _dueAt; // By the host's monotonic clock.
        private TimeSpan _period;

        public HostTimer(HostTime host, Action callback)
        {
            (_host, _callback) = (host, callback);
            _inner = host.Make(Fire);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _host.NegativeDelays += dueTime < TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan ? 1 : 0;
            _dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : _host.Monotonic + dueTime + _host.Lateness();
            _period = period;
            Arm();
            return true;
        }

        public void Arm()
        {
            var left = _dueAt - _host.Monotonic;
            _inner.Change(left is not { } l ? Timeout.InfiniteTimeSpan : l > TimeSpan.Zero ? l : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _dueAt = null;
            _host._timers.Remove(this);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            if (_host._asleepSince is not null || _dueAt is not { } due)
            {
                return; // Armed again when the host goes on.
            }

            _dueAt = _period > TimeSpan.Zero ? due + _period : null;
            Arm();
            _callback();
        }
    }

    private ITimer Make(Action fire) =>
        inner.CreateTimer(static s => ((Action)s!)(), fire, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
