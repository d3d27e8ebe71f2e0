namespace Gateway.Core.Fleet.Resharding;

/// <summary>How a fleet goes over to another shard count. Immutable; checked when resharding begins.</summary>
public sealed record ReshardOptions
{
    /// <summary>
    /// How long the events of a guild are marked while it goes from its old shard to its new one. For the first fifth only the old one delivers,
    /// for three fifths both, then only the new one. It is longer while one of the two is not connected or has not caught up. Default 5 s, 0 s
    /// to 60 s. The fifths are for what Discord itself is behind with one session against another: with 0 such an event can come twice without a mark.
    /// </summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to wait for all new shards to be Ready before the attempt is given up. Default null: 2 minutes, and twice the time that
    /// the identifies need. 1 s to 1 day.
    /// </summary>
    public TimeSpan? PrepareTimeout { get; init; }

    /// <summary>
    /// How long to wait for a guild that its new shard has announced and not brought, as in an outage, before it is switched all the same.
    /// Default 30 s, 1 s to 10 min.
    /// </summary>
    public TimeSpan GuildTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many identifies must be left over. Default null: what the fleet keeps in reserve, or 5 % of the day's total, at least 10.
    /// 0 or more; less than the fleet's own reserve has no effect.
    /// </summary>
    public int? IdentifyReserve { get; init; }

    /// <summary>All violations, each naming the option, its value and what is allowed.</summary>
    internal IEnumerable<string> Violations()
    {
        if (Overlap < TimeSpan.Zero || Overlap > TimeSpan.FromSeconds(60))
        {
            yield return $"Overlap is {Overlap}. Allowed: 0 s to 60 s.";
        }

        if (PrepareTimeout < TimeSpan.FromSeconds(1) || PrepareTimeout > TimeSpan.FromDays(1))
        {
            yield return $"PrepareTimeout is {PrepareTimeout}. Allowed: 1 s to 1 day, or null.";
        }

        if (GuildTimeout < TimeSpan.FromSeconds(1) || GuildTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"GuildTimeout is {GuildTimeout}. Allowed: 1 s to 10 min.";
        }

        if (IdentifyReserve < 0)
        {
            yield return $"IdentifyReserve is {IdentifyReserve}. Allowed: 0 or more, or null.";
        }
    }

    internal void ThrowIfInvalid(string argument)
    {
        if (string.Join(" ", Violations()) is { Length: > 0 } violations)
        {
            throw new ArgumentException(violations, argument);
        }
    }
}
