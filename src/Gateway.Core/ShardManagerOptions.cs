using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;

namespace Gateway.Core;

/// <summary>Everything that can be said of a fleet. Immutable; checked as a whole when the manager is made.</summary>
public sealed record ShardManagerOptions
{
    /// <summary>
    /// What every shard is made from. <see cref="GatewayShardOptions.Shard"/> and <see cref="GatewayShardOptions.Session"/> are set by
    /// the manager and must not be set here.
    /// </summary>
    public required GatewayShardOptions Shard { get; init; }

    /// <summary>Which shards. Default: all, as many as Get Gateway Bot recommends.</summary>
    public ShardPlan Plan { get; init; } = ShardPlan.Recommended;

    /// <summary>What follows for the others when one shard ends by itself. Default: they go on.</summary>
    public FatalShardPolicy OnFatalShard { get; init; } = FatalShardPolicy.Continue;

    /// <summary>
    /// How many changes wait for a reader of <see cref="ShardManager.ReadChangesAsync"/>; beyond, the oldest are dropped. 1 to
    /// 1,000,000, default 4096.
    /// </summary>
    public int MaxPendingChanges { get; init; } = 4096;

    /// <summary>When it is time for more shards, and what follows. Default null: guilds are not counted.</summary>
    public ReshardTrigger? Reshard { get; init; }

    /// <exception cref="ArgumentException">Options are not valid; the message names each, its value and what is allowed.</exception>
    internal void ThrowIfInvalid(string argument)
    {
        List<string> violations = [];
        if (Shard is null)
        {
            violations.Add("Shard is null. Allowed: a value.");
        }
        else
        {
            violations.AddRange(GatewayShardOptionsValidator.Validate(Shard).Select(v => $"Shard.{v}"));
            if (Shard.Shard != ShardId.Unsharded)
            {
                violations.Add($"Shard.Shard is {Shard.Shard}. Allowed: nothing; the plan says which shards there are.");
            }

            if (Shard.Session is not null)
            {
                violations.Add("Shard.Session is set. Allowed: nothing; sessions come from the store.");
            }
        }

        if (Plan is null)
        {
            violations.Add("Plan is null. Allowed: a value.");
        }

        if (!Enum.IsDefined(OnFatalShard))
        {
            violations.Add($"OnFatalShard is {OnFatalShard}. Allowed: {string.Join(", ", Enum.GetNames<FatalShardPolicy>())}.");
        }

        if (MaxPendingChanges is < 1 or > 1_000_000)
        {
            violations.Add($"MaxPendingChanges is {MaxPendingChanges}. Allowed: 1 to 1000000.");
        }

        violations.AddRange((Reshard?.Violations() ?? []).Select(v => $"Reshard.{v}"));
        if (violations.Count > 0)
        {
            throw new ArgumentException($"The options of the fleet are not valid:\n- {string.Join("\n- ", violations)}", argument);
        }
    }
}
