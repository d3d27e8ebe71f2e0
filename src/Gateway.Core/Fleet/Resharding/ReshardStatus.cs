namespace Gateway.Core.Fleet.Resharding;

/// <summary>How far resharding is.</summary>
public enum ReshardPhase
{
    /// <summary>The new shards come up beside the old ones. The handler hears only the old ones.</summary>
    Preparing,

    /// <summary>All new shards are Ready: the guilds go over.</summary>
    Switching,

    /// <summary>No guild is left to the old shards. Their handlers finish, then their sessions are ended.</summary>
    Stopping,

    /// <summary>Only the new shards are left.</summary>
    Completed,

    /// <summary>The new shards did not come up and were stopped. The old ones go on; they have never ceased to.</summary>
    RolledBack,
}

/// <summary>Resharding at one moment.</summary>
public sealed record ReshardStatus
{
    /// <summary>How far it is.</summary>
    public required ReshardPhase Phase { get; init; }

    /// <summary>The old shard count.</summary>
    public required int From { get; init; }

    /// <summary>The new shard count.</summary>
    public required int To { get; init; }

    /// <summary>New shards that are Ready.</summary>
    public required int NewReady { get; init; }

    /// <summary>Guilds that the old shards still deliver; null before the switch has begun, when it is all of them.</summary>
    public int? GuildsLeft { get; init; }

    /// <summary>
    /// The shards that <see cref="FleetStatus.Shards"/> does not show: while preparing the new ones, afterwards the old ones.
    /// </summary>
    public required IReadOnlyList<FleetShardStatus> OtherShards { get; init; }
}

/// <summary>What resharding came to.</summary>
/// <param name="From">The old shard count.</param>
/// <param name="To">The new shard count.</param>
/// <param name="Duration">From the call to the end of the old shards.</param>
/// <param name="GuildsByDeadline">Guilds that their new shard had announced and not brought in time: they were switched all the same.</param>
public sealed record ReshardResult(int From, int To, TimeSpan Duration, int GuildsByDeadline);
