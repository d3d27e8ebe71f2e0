namespace Gateway.Core.Fleet;

/// <summary>Whether a shard of a fleet runs.</summary>
public enum MemberState
{
    /// <summary>It runs: see <see cref="FleetShardStatus.Status"/> for how.</summary>
    Running,

    /// <summary>The caller has stopped it.</summary>
    Stopped,

    /// <summary>It has ended by itself: see <see cref="FleetShardStatus.Error"/>.</summary>
    Failed,
}

/// <summary>How one shard of a fleet is at one moment.</summary>
public sealed record FleetShardStatus
{
    /// <summary>Which shard.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>Whether it runs.</summary>
    public required MemberState State { get; init; }

    /// <summary>How it is, or was when it ended; null before it was started.</summary>
    public ShardStatus? Status { get; init; }

    /// <summary>What it has ended with; null unless it has failed.</summary>
    public Exception? Error { get; init; }

    /// <summary>How often the caller has restarted it.</summary>
    public required int Restarts { get; init; }
}

/// <summary>How a fleet is at one moment. Taken shard by shard: no two of its parts are of the very same moment.</summary>
public sealed record FleetStatus
{
    /// <summary>How many shards the bot has in all; 0 until the plan is known.</summary>
    public required int ShardCount { get; init; }

    /// <summary>Shards of this manager that run.</summary>
    public required int Running { get; init; }

    /// <summary>Shards that are Ready.</summary>
    public required int Ready { get; init; }

    /// <summary>Shards that have ended by themselves.</summary>
    public required int Failed { get; init; }

    /// <summary>Shards that wait for their turn to dial, quarantined ones included.</summary>
    public required int AwaitingConnect { get; init; }

    /// <summary>Those of them that are in quarantine, if the gate is a <see cref="ConnectScheduler"/>.</summary>
    public required int Quarantined { get; init; }

    /// <summary>The identify budget; null when it is not kept.</summary>
    public IdentifyBudgetStatus? Budget { get; init; }

    /// <summary>Shards that wait for the identify limiter.</summary>
    public required int AwaitingIdentify { get; init; }

    /// <summary>How far resharding is; null when the fleet is not being resharded.</summary>
    public Resharding.ReshardStatus? Reshard { get; init; }

    /// <summary>Each shard of this manager, in the order in which they were added.</summary>
    public required IReadOnlyList<FleetShardStatus> Shards { get; init; }
}
