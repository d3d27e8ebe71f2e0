using System.Globalization;

namespace Gateway.Bench.Memory;

/// <summary>How much memory of this process is in the machine's, whoever allocated it.</summary>
internal static class ResidentMemory
{
    /// <summary>Bytes, after everything that can be collected is collected and given back.</summary>
    public static long Collected()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return Now();
    }

    private static long Now()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }

        // "VmRSS:     12345 kB". Environment.WorkingSet reads a counter that the kernel updates in steps.
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
