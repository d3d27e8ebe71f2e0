namespace Gateway.Core.Tests.Support;

/// <summary>A clock that knows which timers its users have armed and made: the shard's own, not the simulator's.</summary>
internal sealed class CountedTime(TimeProvider inner) : TimeProvider
{
    private readonly HashSet<CountedTimer> _armed = [];

    /// <summary>Timers that will still fire.</summary>
    public int Armed => _armed.Count;

    /// <summary>How often timers have fired.</summary>
    public int Fired { get; private set; }

    /// <summary>How much earlier than asked they fire, as the system's do, which count in ticks. Default 0.</summary>
    public TimeSpan Earliness { get; set; }

    /// <summary>Timers that were made and not disposed.</summary>
    public int Alive { get; private set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alive++;
        var timer = new CountedTimer(this, callback, state);
        timer.Inner = inner.CreateTimer(static s => ((CountedTimer)s!).Fire(), timer, dueTime, period);
        timer.Note(dueTime);
        return timer;
    }

    private sealed class CountedTimer(CountedTime owner, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public ITimer Inner { get; set; } = null!;

        public void Fire()
        {
            owner._armed.Remove(this);
            owner.Fired++;
            callback(state);
        }

        public void Note(TimeSpan dueTime)
        {
            if (dueTime == Timeout.InfiniteTimeSpan || _disposed)
            {
                owner._armed.Remove(this);
            }
            else
            {
                owner._armed.Add(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Note(dueTime);
            return Inner.Change(dueTime > owner.Earliness ? dueTime - owner.Earliness : dueTime, period);
        }

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                owner.Alive--;
                owner._armed.Remove(this);
                Inner.Dispose();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
