namespace Gateway.Core.Machine;

/// <summary>How long a shard waits before it dials again, and before it identifies again. Pure: answers depend on the arguments alone.</summary>
/// <remarks>Called while the machine is entered, so it must return quickly and must not call back. May be shared by shards.</remarks>
public interface IReconnectPolicy
{
    /// <summary>The wait before the next dial, at most one day; null gives up, which ends the shard.</summary>
    TimeSpan? GetDialDelay(in ReconnectContext context);

    /// <summary>The wait before a dial that will identify, at most one day; null gives up. The longer of both waits counts.</summary>
    TimeSpan? GetIdentifyDelay(in ReconnectContext context);
}

/// <summary>What a reconnect policy is told.</summary>
/// <param name="Ending">How the last connection ended.</param>
/// <param name="FailedAttempts">Connections in a row that did not come to READY or RESUMED. 0 after one that did.</param>
/// <param name="IdentifyLevel">Grows by one with each Identify sent, falls by one with each 10 min in Ready. At most 11.</param>
/// <param name="Jitter">A fresh random number, 0 ≤ x &lt; 1.</param>
public readonly record struct ReconnectContext(Ending Ending, int FailedAttempts, int IdentifyLevel, double Jitter);

/// <summary>
/// The default policy. Dial: at once after a connection that was Ready, then exponential with full jitter. Identify:
/// doubles with each Identify, halves with each 10 min in Ready.
/// </summary>
/// <remarks>
/// At the cap an identify waits at least half of <see cref="IdentifyCap"/> (10 min), and every step down costs 10 min
/// in Ready: so a day of 144 ten-minutes holds at most 144 + 11 identifies, whatever the peer does. A test plays that
/// game and stays under 200.
/// </remarks>
public sealed record ExponentialReconnectPolicy : IReconnectPolicy
{
    /// <summary>The first back-off of a dial. Default 1 s.</summary>
    public TimeSpan DialBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest back-off of a dial. Default 60 s.</summary>
    public TimeSpan DialCap { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The back-off before the second Identify. Default 2 s.</summary>
    public TimeSpan IdentifyBase { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest back-off before an Identify. Default 20 min.</summary>
    public TimeSpan IdentifyCap { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>After how many connections in a row that did not come to Ready the shard gives up. Default: never.</summary>
    public int? MaxFailedAttempts { get; init; }

    /// <inheritdoc/>
    public TimeSpan? GetDialDelay(in ReconnectContext context)
    {
        if (context.FailedAttempts >= MaxFailedAttempts)
        {
            return null;
        }

        // Full jitter spreads shards that were dropped together.
        return Grow(DialBase, DialCap, context.FailedAttempts) * context.Jitter;
    }

    /// <inheritdoc/>
    public TimeSpan? GetIdentifyDelay(in ReconnectContext context)
    {
        // Equal jitter: full jitter would spend 86,400 / (cap / 2) identifies a day.
        var delay = Grow(IdentifyBase, IdentifyCap, context.IdentifyLevel);
        return (delay / 2) + (delay / 2 * context.Jitter);
    }

    private static TimeSpan Grow(TimeSpan first, TimeSpan cap, int step)
    {
        if (step <= 0)
        {
            return TimeSpan.Zero;
        }

        var grown = first.TotalSeconds * Math.Pow(2, Math.Min(step - 1, 62));
        return grown >= cap.TotalSeconds ? cap : TimeSpan.FromSeconds(grown);
    }
}
