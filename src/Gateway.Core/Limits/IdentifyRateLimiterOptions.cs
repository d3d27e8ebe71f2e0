namespace Gateway.Core.Limits;

/// <summary>Settings of <see cref="BucketIdentifyRateLimiter"/>. Immutable.</summary>
public sealed record IdentifyRateLimiterOptions
{
    /// <summary>
    /// The time in which Discord allows one identify a bucket, counted from the sending. Default 5 s; more than 0, at most 1 h.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Added to <see cref="Window"/>: two identifies may travel at different speeds. Default 100 ms; 0 to 1 min.
    /// </summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long an Identify may take until the gateway reads it. Default 1 s; 0 to 1 min. The window begins when it is settled,
    /// or this long after the sending if that comes first. At 0 the window counts from the sending alone.
    /// </summary>
    public TimeSpan MaxTransit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long after its sending an identify that has not ended keeps the next one of its bucket waiting. Default 30 s; 0 to
    /// 1 h. At 0 only the window counts.
    /// </summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many may wait at a time. Default 100,000; at least 1. One more makes
    /// <see cref="BucketIdentifyRateLimiter.AcquireAsync"/> throw <see cref="InvalidOperationException"/>.
    /// </summary>
    public int MaxWaiters { get; init; } = 100_000;

    /// <exception cref="ArgumentException">Settings are out of their ranges; the message names each, its value and what is allowed.</exception>
    internal void ThrowIfInvalid(string argument)
    {
        List<string> violations = [];
        if (Window <= TimeSpan.Zero || Window > TimeSpan.FromHours(1))
        {
            violations.Add($"Window: {Window}. Allowed: more than 0, at most 1 h.");
        }

        if (Margin < TimeSpan.Zero || Margin > TimeSpan.FromMinutes(1))
        {
            violations.Add($"Margin: {Margin}. Allowed: 0 to 1 min.");
        }

        if (MaxTransit < TimeSpan.Zero || MaxTransit > TimeSpan.FromMinutes(1))
        {
            violations.Add($"MaxTransit: {MaxTransit}. Allowed: 0 to 1 min.");
        }

        if (SettleTimeout < TimeSpan.Zero || SettleTimeout > TimeSpan.FromHours(1))
        {
            violations.Add($"SettleTimeout: {SettleTimeout}. Allowed: 0 to 1 h.");
        }

        if (MaxWaiters < 1)
        {
            violations.Add($"MaxWaiters: {MaxWaiters}. Allowed: at least 1.");
        }

        if (violations.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", violations), argument);
        }
    }
}
