using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// The one timer of a shard: when it fires, and for what.
internal sealed partial class ShardDriver
{
    // What systems count by: 4 ms or less (Linux), 15.6 ms (Windows).
    private static readonly TimeSpan FineTick = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan CoarseTick = TimeSpan.FromMilliseconds(16);

    // Discord's interval, 41.25 s, is a multiple of it: a thousand shards wake the process four times a second instead of
    // twenty-four, and their answers come together, too. What a wake-up costs is a thread that looks for more work for a while.
    private static readonly TimeSpan HeartbeatGrid = TimeSpan.FromMilliseconds(250);
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private TimeSpan _tick;
    private int _overdueOn;

    // All shards of a process count from a multiple of the grid.
    private static long OriginOnGrid(TimeProvider time)
    {
        var now = time.GetTimestamp();
        var grid = (long)(time.TimestampFrequency * HeartbeatGrid.TotalSeconds);
        return grid > 0 ? now - (now % grid) : now;
    }

    private void OnTimer()
    {
        try
        {
            OnDeadline();
        }
#pragma warning disable CA1031 // On a timer's thread an exception would end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
            return;
        }

        PerformActions();
        TrimIfDue();
    }

    private void OnDeadline()
    {
        TimeSpan? lateness;
        lock (_gate)
        {
            var now = Now;
            NoteTick(now);
            _armedFor = TimeSpan.MaxValue;
            _machine.ReadingHeldBack = Delivery is { HoldsReader: true } || _connection is { AwaitsPrevious: true };
            var sent = _machine.CountersSnapshot.HeartbeatsSent;
            _machine.OnDeadline(now);
            lateness = _machine.CountersSnapshot.HeartbeatsSent > sent ? _machine.HeartbeatLateness : null;
            if (WriteDeadline <= now)
            {
                _overdueOn = _connection!.Number; // Once: a transport that does not end the write would be asked without end.
                _machine.OnLost(_overdueOn, new Ending(TransitionCause.SendFailed), now);
            }
        }

        if (lateness is { } late)
        {
            Meter.Lateness(late);
        }
    }

    // A deadline that moves away is left to the timer, which then finds nothing to do: rearming costs more.
    private void Arm()
    {
        var next = _machine.NextDeadline ?? TimeSpan.MaxValue;
        next = Min(next, _commands.RetryAt);
        next = Min(next, WriteDeadline);
        next = Min(next, _trimAt);
        if (next >= _armedFor || _disposed)
        {
            return;
        }

        _armedFor = next;
        var wait = next - Now + _tick;

        // Timers count whole milliseconds and cut the rest off.
        var milliseconds = Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    // Timers count the system's ticks, which are coarser than the clock, and fire early by up to one. A shard would then arm
    // its timer again and again for the last milliseconds; so from the first time on it waits for a tick more.
    private void NoteTick(TimeSpan now)
    {
        if (now < _armedFor && _armedFor - now < CoarseTick)
        {
            var tick = _armedFor - now <= FineTick ? FineTick : CoarseTick;
            _tick = tick > _tick ? tick : _tick;
        }
    }

    private TimeSpan? WriteDeadline => _connection is { } connection && connection.Number != _overdueOn
        ? connection.Lane?.WritingSince + Options.Timeouts.Send
        : null;

    private static TimeSpan Min(TimeSpan a, TimeSpan? b) => b is { } value && value < a ? value : a;
}
