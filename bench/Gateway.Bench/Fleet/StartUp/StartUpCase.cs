namespace Gateway.Bench.Fleet.StartUp;

/// <summary>A fleet that is started in virtual time.</summary>
/// <param name="Shards">How many shards.</param>
/// <param name="MaxConcurrency">Identify buckets.</param>
/// <param name="IsSlow">Whether every message travels 20 to 400 ms, each another time; else no time at all.</param>
internal sealed record StartUpCase(int Shards, int MaxConcurrency, bool IsSlow = false)
{
    /// <summary>Between two identifies of one bucket: Discord's rule.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>One window for each round of the buckets.</summary>
    public TimeSpan Optimum => Window * Math.Ceiling((double)Shards / MaxConcurrency);

    /// <summary>The most shards that can have identified at each time, the first at zero.</summary>
    public IEnumerable<(TimeSpan At, int Shards)> Staircase()
    {
        for (var round = 0; round * MaxConcurrency < Shards; round++)
        {
            yield return (Window * round, Math.Min(Shards, (round + 1) * MaxConcurrency));
        }
    }
}

/// <summary>How it went.</summary>
/// <param name="Case">What was started.</param>
/// <param name="ReadyAt">When each READY was handled, in order.</param>
/// <param name="Refused">Identifies that the server answered with op 9, because they came too early.</param>
internal sealed record StartUpResult(StartUpCase Case, IReadOnlyList<TimeSpan> ReadyAt, long Refused)
{
    public TimeSpan Took => ReadyAt[^1];

    public double Ratio => Took / Case.Optimum;
}
