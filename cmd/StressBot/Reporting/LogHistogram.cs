namespace StressBot.Reporting;

/// <summary>Counts durations in steps of 5 %, from 1 µs to 20 min. Fixed memory; safe for concurrent use.</summary>
internal sealed class LogHistogram
{
    private const double Least = 1e-6;
    private const double Step = 1.05;
    private readonly long[] _counts = new long[430];
    private long _total;

    public long Count => Interlocked.Read(ref _total);

    public void Add(double seconds)
    {
        var slot = seconds <= Least ? 0 : (int)Math.Ceiling(Math.Log(seconds / Least) / Math.Log(Step));
        Interlocked.Increment(ref _counts[Math.Min(slot, _counts.Length - 1)]);
        Interlocked.Increment(ref _total);
    }

    /// <summary>At most this long did the given part of them take, in seconds; null when there is none.</summary>
    public double? Percentile(double part)
    {
        var wanted = (long)Math.Ceiling(Count * part);
        long seen = 0;
        for (var i = 0; i < _counts.Length && wanted > 0; i++)
        {
            seen += Interlocked.Read(ref _counts[i]);
            if (seen >= wanted)
            {
                return Least * Math.Pow(Step, i);
            }
        }

        return null;
    }
}
