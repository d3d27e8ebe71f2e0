using System.Diagnostics;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Fleet.Events;

/// <summary>What was used from one event to another, over all connections of this process. Safe for concurrent use.</summary>
/// <param name="warmUp">Events that come before; at least one.</param>
/// <param name="events">Events that are measured.</param>
internal sealed class SharedWindow(int warmUp, int events)
{
    private readonly TaskCompletionSource<Sample> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _cpu;
    private TimeSpan _userCpu;
    private long _bytes;
    private long _at;
    private int _seen;

    /// <summary>Completes with the last event.</summary>
    public Task<Sample> Done => _done.Task;

    public void OnEvent()
    {
        var seen = Interlocked.Increment(ref _seen);
        if (seen == warmUp)
        {
            _bytes = GC.GetTotalAllocatedBytes();
            var begin = Environment.CpuUsage;
            (_cpu, _userCpu) = (begin.TotalTime, begin.UserTime);
            Volatile.Write(ref _at, Stopwatch.GetTimestamp());
        }
        else if (seen == warmUp + events)
        {
            var elapsed = Stopwatch.GetElapsedTime(Volatile.Read(ref _at));
            var end = Environment.CpuUsage;
            _done.SetResult(new Sample(
                (end.TotalTime - _cpu).TotalMicroseconds / events,
                (end.UserTime - _userCpu).TotalMicroseconds / events,
                events / elapsed.TotalSeconds,
                (double)(GC.GetTotalAllocatedBytes() - _bytes) / events));
        }
    }
}
