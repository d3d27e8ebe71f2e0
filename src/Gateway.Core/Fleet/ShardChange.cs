using Gateway.Core.Machine;

namespace Gateway.Core.Fleet;

/// <summary>What a <see cref="ShardChange"/> tells.</summary>
public enum ShardChangeKind
{
    /// <summary>The shard begins to run, for the first time or again.</summary>
    Started,

    /// <summary>Its state has changed, or a connection has ended: see <see cref="ShardChange.Transition"/>.</summary>
    Transitioned,

    /// <summary>It keeps failing while others do not, and has to wait: see <see cref="ShardChange.Delay"/>.</summary>
    Quarantined,

    /// <summary>It was stopped by the caller.</summary>
    Stopped,

    /// <summary>It has ended and will not run again by itself: see <see cref="ShardChange.Error"/>.</summary>
    Failed,

    /// <summary>The fleet goes over to another shard count: see <see cref="ShardChange.Reshard"/>. The shard is the first of the new ones.</summary>
    Resharding,

    /// <summary>It is nearly full: see <see cref="ShardChange.Guilds"/>.</summary>
    FillLevelReached,
}

/// <summary>Something that has happened to one shard of a fleet.</summary>
/// <param name="Shard">Which shard.</param>
/// <param name="Kind">What.</param>
public sealed record ShardChange(ShardId Shard, ShardChangeKind Kind)
{
    /// <summary>The transition; null for other kinds.</summary>
    public ShardTransition? Transition { get; init; }

    /// <summary>What it has ended with; null unless it has failed.</summary>
    public Exception? Error { get; init; }

    /// <summary>How far resharding is; null for other kinds.</summary>
    public Resharding.ReshardPhase? Reshard { get; init; }

    /// <summary>How many guilds it has; null unless it is nearly full.</summary>
    public int? Guilds { get; init; }

    /// <summary>How long it has to wait; null unless it is quarantined.</summary>
    public TimeSpan? Delay { get; init; }
}
