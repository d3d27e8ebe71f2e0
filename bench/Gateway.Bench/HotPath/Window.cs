using System.Diagnostics;

namespace Gateway.Bench.HotPath;

/// <summary>What was used between the two markers, in this process.</summary>
internal sealed class Window(int events)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _cpu;
    private TimeSpan _userCpu;
    private long _bytes;
    private long _at;
    private int _markers;
    private int _seen;

    /// <summary>Completes with the second marker.</summary>
    public Task Done => _done.Task;

    /// <summary>The events seen between the markers, and the length of their bodies.</summary>
    public int Seen => _seen;

    public long DataBytes { get; private set; }

    public Sample Sample { get; private set; }

    public void OnEvent(int dataLength)
    {
        _seen++;
        DataBytes += dataLength;
    }

    public void OnMarker()
    {
        if (++_markers == 1)
        {
            _seen = 0;
            DataBytes = 0;
            _bytes = GC.GetTotalAllocatedBytes(precise: true);
            _at = Stopwatch.GetTimestamp();
            var begin = Environment.CpuUsage;
            (_cpu, _userCpu) = (begin.TotalTime, begin.UserTime);
            return;
        }

        var cpu = Environment.CpuUsage;
        var elapsed = Stopwatch.GetElapsedTime(_at);
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - _bytes;
        Sample = new Sample(
            (cpu.TotalTime - _cpu).TotalMicroseconds / events,
            (cpu.UserTime - _userCpu).TotalMicroseconds / events,
            events / elapsed.TotalSeconds,
            (double)bytes / events);
        _done.SetResult();
    }
}

/// <summary>What one event cost in one round.</summary>
internal readonly record struct Sample(double CpuMicroseconds, double UserMicroseconds, double EventsPerSecond, double BytesAllocated);
