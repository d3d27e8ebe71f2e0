namespace Gateway.Fleet.Tests.Support;

/// <summary>A clock of a host that sleeps, or whose time of day is set. Timers do not fire for what was slept.</summary>
internal sealed class JumpingTime(TimeProvider inner) : TimeProvider
{
    private TimeSpan _slept;
    private TimeSpan _set;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Sleep(TimeSpan time) => _slept += time;

    public void SetClock(TimeSpan by) => _set += by;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + _slept + _set;

    public override long GetTimestamp() => inner.GetElapsedTime(0).Ticks + _slept.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
