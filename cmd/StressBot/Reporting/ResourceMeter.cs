using System.Diagnostics;

namespace StressBot.Reporting;

/// <summary>What a run cost this process.</summary>
internal sealed record Resources(double CpuMicrosecondsPerEvent, double BytesPerEvent, long PeakBytes);

/// <summary>Measures what this process spends. Only tells something when the simulator is in another one.</summary>
internal sealed class ResourceMeter
{
    private readonly TimeSpan _cpu;
    private readonly long _allocated;
    private readonly long _events;

    public ResourceMeter(long eventsSoFar)
    {
        _events = eventsSoFar;
        _cpu = Cpu();
        _allocated = GC.GetTotalAllocatedBytes();
    }

    public Resources? Read(long eventsSoFar)
    {
        var events = eventsSoFar - _events;
        if (events <= 0)
        {
            return null;
        }

        using var self = Process.GetCurrentProcess();
        return new Resources(
            (Cpu() - _cpu).TotalMicroseconds / events,
            (GC.GetTotalAllocatedBytes() - _allocated) / (double)events,
            self.PeakWorkingSet64);
    }

    private static TimeSpan Cpu() => Environment.CpuUsage.TotalTime;
}
