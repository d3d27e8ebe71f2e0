namespace Gateway.Core.Fleet;

/// <summary>How a fleet keeps its sessions over restarts. Immutable.</summary>
public sealed record SessionOptions
{
    /// <summary>
    /// How old the last sign of life of a saved session may be. Null (default): <see cref="Machine.RecoveryOptions.SessionLifetime"/>.
    /// More than 0, at most 1 day. Older ones are not resumed: their shards identify.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// Cursor mode: how often the sessions are saved while the fleet runs, each up to the last event that its handler has finished.
    /// After a crash every event since then comes again: at least once, never lost. 1 s to 1 h. Null (default): sessions are saved on a
    /// stop only, and a crash costs an identify a shard.
    /// </summary>
    public TimeSpan? CursorInterval { get; init; }

    /// <summary>All violations, each naming the option, its value and what is allowed.</summary>
    internal IEnumerable<string> Violations()
    {
        if (MaxAge <= TimeSpan.Zero || MaxAge > TimeSpan.FromDays(1))
        {
            yield return $"MaxAge is {MaxAge}. Allowed: more than 0, at most 1 day, or null.";
        }

        if (CursorInterval < TimeSpan.FromSeconds(1) || CursorInterval > TimeSpan.FromHours(1))
        {
            yield return $"CursorInterval is {CursorInterval}. Allowed: 1 s to 1 h, or null.";
        }
    }
}
