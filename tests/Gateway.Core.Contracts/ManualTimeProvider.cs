namespace Gateway.Core.Contracts;

/// <summary>
/// A clock that stands still until <see cref="Advance"/>. Timers fire in the order of their due times, those due at the same
/// time in the order in which they were set, on the thread that advances. A timer that is set by a callback fires in the same
/// advance if it falls due within it; one that is already due fires at the next advance, by zero at least.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    // A chain of timers that are all due now would keep Advance from ending.
    private const int MaxFiringsWithoutProgress = 100_000;

    private readonly Lock _lock = new();
    private readonly SortedSet<ManualTimer> _armed = new(ManualTimer.ByDueTime);
    private readonly DateTimeOffset _start;
    private TimeSpan _elapsed;
    private long _order;

    /// <summary>Makes a clock that shows 2026-01-01T00:00:00Z.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Makes a clock that shows <paramref name="start"/>.</summary>
    public ManualTimeProvider(DateTimeOffset start) => _start = start;

    /// <summary>How far the clock was advanced in all.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    /// <summary>How many timers are set. After everything was disposed it should be 0.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>The time until the next timer is due, not negative; null when none is set.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                return _armed.Min is not { } next ? null : next.DueAt > _elapsed ? next.DueAt - _elapsed : TimeSpan.Zero;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => Elapsed.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires what falls due. Not to be called by a timer's callback.</summary>
    /// <param name="time">Not negative. Zero fires what is due already.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">Timers keep falling due without time going on.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        var target = Elapsed + time;
        var firings = 0;

        // As a real timer: without a synchronization context. NUnit sets one on the thread of a test, and in its presence
        // .NET sends every continuation after ConfigureAwait(false) to the thread pool, away from this thread.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (TakeDue(target, ref firings) is { } timer)
            {
                timer.Fire();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        lock (_lock)
        {
            _elapsed = target;
        }
    }

    internal bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _armed.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period : null;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueAt = _elapsed + dueTime;
                timer.Order = _order++;
                _armed.Add(timer);
            }

            return true;
        }
    }

    internal void Disarm(ManualTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(TimeSpan target, ref int firings)
    {
        lock (_lock)
        {
            if (_armed.Min is not { } timer || timer.DueAt > target)
            {
                return null;
            }

            if (timer.DueAt > _elapsed)
            {
                _elapsed = timer.DueAt;
                firings = 0;
            }
            else if (++firings > MaxFiringsWithoutProgress)
            {
                throw new InvalidOperationException($"More than {MaxFiringsWithoutProgress} timers fell due at {_elapsed}.");
            }

            _armed.Remove(timer);
            if (timer.Period is { } period)
            {
                timer.DueAt += period;
                timer.Order = _order++;
                _armed.Add(timer);
            }

            return timer;
        }
    }
}
