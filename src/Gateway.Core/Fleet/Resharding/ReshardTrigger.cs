namespace Gateway.Core.Fleet.Resharding;

/// <summary>When a fleet finds that it needs more shards, and what follows. Immutable.</summary>
public sealed record ReshardTrigger
{
    /// <summary>The part of <see cref="MaxGuildsPerShard"/> that a shard has to have. Default 0.8; more than 0, at most 1.</summary>
    public double FillLevel { get; init; } = 0.8;

    /// <summary>How many guilds Discord allows on a shard. Default 2,500; 1 to 1,000,000.</summary>
    public int MaxGuildsPerShard { get; init; } = 2500;

    /// <summary>
    /// Asked when the first shard has reached the level, once for each shard count: answers with the count to reshard to, as
    /// <see cref="ShardFill.SuggestedCount"/>, or with null for nothing to happen. Default: null. The fill is logged and among the changes in any case.
    /// </summary>
    public Func<ShardFill, int?>? NewShardCount { get; init; }

    /// <summary>How it is resharded then.</summary>
    public ReshardOptions Options { get; init; } = new();

    internal int Threshold => (int)Math.Ceiling(MaxGuildsPerShard * FillLevel);

    /// <summary>All violations, each naming the option, its value and what is allowed.</summary>
    internal IEnumerable<string> Violations()
    {
        if (!(FillLevel is > 0 and <= 1))
        {
            yield return $"FillLevel is {FillLevel}. Allowed: more than 0, at most 1.";
        }

        if (MaxGuildsPerShard is < 1 or > 1_000_000)
        {
            yield return $"MaxGuildsPerShard is {MaxGuildsPerShard}. Allowed: 1 to 1000000.";
        }

        foreach (var violation in Options?.Violations() ?? ["is null. Allowed: a value."])
        {
            yield return $"Options.{violation}";
        }
    }
}

/// <summary>A shard that is nearly full.</summary>
/// <param name="Shard">Which shard.</param>
/// <param name="Guilds">How many guilds it has.</param>
public sealed record ShardFill(ShardId Shard, int Guilds)
{
    /// <summary>Twice the shards: every shard's guilds are then shared by two.</summary>
    public int SuggestedCount => Shard.Count * 2;
}
