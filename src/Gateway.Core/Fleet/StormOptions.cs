namespace Gateway.Core.Fleet;

/// <summary>How the shards of a fleet share out their dials: the numbers of its connect gate. Immutable.</summary>
public sealed record StormOptions
{
    /// <summary>
    /// How many connections are dialed in any second at most; they are spread at random within it. Default 100; 1 to 100,000. Null:
    /// no cap.
    /// </summary>
    public int? MaxConnectsPerSecond { get; init; } = 100;

    /// <summary>
    /// How many connections may be on their way at a time: from the dial to RESUMED, or to Hello of one that will identify. Default
    /// 200; 1 to 100,000. Null: no cap.
    /// </summary>
    public int? MaxInFlight { get; init; } = 200;

    /// <summary>
    /// How many shards of one identify bucket may be between the dial and READY. The first identifies, the others are ready to.
    /// Default 3; 1 to 1000. Null: all, which then wait on open sockets.
    /// </summary>
    public int? IdentifiersPerBucket { get; init; } = 3;

    /// <summary>
    /// After how many connections in a row that did not come to Ready, or did not stay, a shard is quarantined while others are well.
    /// Default 5; 1 to 1000.
    /// </summary>
    public int QuarantineAfter { get; init; } = 5;

    /// <summary>The first quarantine. It doubles with each failure more. Default 30 s; more than 0, at most 1 day.</summary>
    public TimeSpan QuarantineMin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest quarantine. Default 30 min; <see cref="QuarantineMin"/> to 1 day.</summary>
    public TimeSpan QuarantineMax { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a connection has to be Ready not to count as failed. Default 30 s; 0 to 1 day.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>All violations, each naming the option, its value and what is allowed.</summary>
    internal IEnumerable<string> Violations()
    {
        foreach (var (name, value, max) in new[]
        {
            (nameof(MaxConnectsPerSecond), MaxConnectsPerSecond, 100_000), (nameof(MaxInFlight), MaxInFlight, 100_000),
            (nameof(IdentifiersPerBucket), IdentifiersPerBucket, 1000), (nameof(QuarantineAfter), QuarantineAfter, 1000),
        })
        {
            if (value < 1 || value > max)
            {
                yield return $"{name} is {value}. Allowed: 1 to {max}.";
            }
        }

        var day = TimeSpan.FromDays(1);
        if (QuarantineMin <= TimeSpan.Zero || QuarantineMin > day)
        {
            yield return $"QuarantineMin is {QuarantineMin}. Allowed: more than 0, at most 1 day.";
        }

        if (QuarantineMax < QuarantineMin || QuarantineMax > day)
        {
            yield return $"QuarantineMax is {QuarantineMax}. Allowed: QuarantineMin, {QuarantineMin}, to 1 day.";
        }

        if (StableAfter < TimeSpan.Zero || StableAfter > day)
        {
            yield return $"StableAfter is {StableAfter}. Allowed: 0 to 1 day.";
        }
    }
}
