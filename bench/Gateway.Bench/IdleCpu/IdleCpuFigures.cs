using System.Globalization;

namespace Gateway.Bench.IdleCpu;

/// <summary>What a process of idle shards has used.</summary>
/// <param name="Cpu">Time of the CPU, of all threads.</param>
/// <param name="Elapsed">Time that has passed.</param>
/// <param name="Heartbeats">Heartbeats that were sent in it, by all shards.</param>
internal readonly record struct IdleCpuFigures(TimeSpan Cpu, TimeSpan Elapsed, long Heartbeats)
{
    /// <summary>Percent of one core.</summary>
    public double PercentOfACore => 100 * Cpu / Elapsed;

    /// <summary>What a heartbeat and its answer came to, everything else of the process included; in microseconds.</summary>
    public double MicrosecondsAHeartbeat => Cpu.TotalMicroseconds / Heartbeats;

    public static IdleCpuFigures Parse(string line)
    {
        long[] words = [.. line.Split(' ').Select(w => long.Parse(w, CultureInfo.InvariantCulture))];
        return new IdleCpuFigures(TimeSpan.FromTicks(words[0]), TimeSpan.FromTicks(words[1]), words[2]);
    }

    /// <summary>As <see cref="Parse"/> takes it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cpu.Ticks} {Elapsed.Ticks} {Heartbeats}");
}
