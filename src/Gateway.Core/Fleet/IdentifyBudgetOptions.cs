namespace Gateway.Core.Fleet;

/// <summary>The numbers of <see cref="IdentifyBudgetGovernor"/>. Immutable.</summary>
public sealed record IdentifyBudgetOptions
{
    /// <summary>
    /// How many identifies are never spent. Null (default): the larger of 10 and 5 % of the total. 0 or more; at most half of the
    /// total is kept. At the reserve identifies wait for the reset.
    /// </summary>
    public int? Reserve { get; init; }

    /// <summary>The total to assume until Get Gateway Bot has told. Default 1000, at least 1.</summary>
    public int AssumedTotal { get; init; } = 1000;

    /// <summary>
    /// How old the answer of Get Gateway Bot may be when an identify is wanted; older, it is asked again first. Default 5 min;
    /// more than 0, at most 1 day.
    /// </summary>
    public TimeSpan RereadAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many times processes may begin to identify within <see cref="CrashLoopWindow"/>. Default 5, at least 1. From then on each
    /// start waits, first a minute, doubling to 30.
    /// </summary>
    public int CrashLoopStarts { get; init; } = 5;

    /// <summary>The window of <see cref="CrashLoopStarts"/>. Default 1 h; more than 0, at most 1 day.</summary>
    public TimeSpan CrashLoopWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many times one shard may identify within <see cref="ShardWindow"/>; one more waits until the first is that old. Default 5,
    /// at least 1.
    /// </summary>
    public int ShardIdentifies { get; init; } = 5;

    /// <summary>The window of <see cref="ShardIdentifies"/>. Default 1 h; more than 0, at most 1 day.</summary>
    public TimeSpan ShardWindow { get; init; } = TimeSpan.FromHours(1);

    internal int ReserveOf(int total) => Math.Min(Reserve ?? Math.Max(10, (int)Math.Ceiling(total * 0.05)), total / 2);

    /// <summary>All violations, each naming the option, its value and what is allowed.</summary>
    internal IEnumerable<string> Violations()
    {
        if (Reserve < 0)
        {
            yield return $"Reserve is {Reserve}. Allowed: 0 or more, or null.";
        }

        foreach (var (name, value) in new[]
        {
            (nameof(AssumedTotal), AssumedTotal), (nameof(CrashLoopStarts), CrashLoopStarts), (nameof(ShardIdentifies), ShardIdentifies),
        })
        {
            if (value is < 1 or > 1_000_000)
            {
                yield return $"{name} is {value}. Allowed: 1 to 1000000.";
            }
        }

        foreach (var (name, value) in new[]
        {
            (nameof(RereadAfter), RereadAfter), (nameof(CrashLoopWindow), CrashLoopWindow), (nameof(ShardWindow), ShardWindow),
        })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
            {
                yield return $"{name} is {value}. Allowed: more than 0, at most 1 day.";
            }
        }
    }
}
