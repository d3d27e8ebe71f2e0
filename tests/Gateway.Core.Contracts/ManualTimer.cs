namespace Gateway.Core.Contracts;

/// <summary>A timer of <see cref="ManualTimeProvider"/>, which guards all of its state.</summary>
internal sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
{
    internal static readonly Comparer<ManualTimer> ByDueTime = Comparer<ManualTimer>.Create((a, b) =>
        a.DueAt != b.DueAt ? a.DueAt.CompareTo(b.DueAt) : a.Order.CompareTo(b.Order));

    internal TimeSpan DueAt { get; set; }

    internal TimeSpan? Period { get; set; }

    internal long Order { get; set; } = -1;

    internal bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        return owner.Arm(this, dueTime, period);
    }

    public void Dispose() => owner.Disarm(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire() => callback(state);

    private static void Check(TimeSpan time, string argument)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(argument, time, "Allowed: 0 or more, or Timeout.InfiniteTimeSpan.");
        }
    }
}
