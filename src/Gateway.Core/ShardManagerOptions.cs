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

    /// <summary>How dials are shared out: caps, order, quarantine. Not used when <see cref="GatewayShardOptions.ConnectGate"/> is set.</summary>
    public StormOptions Storm { get; init; } = new();

    /// <summary>The identify budget and its reserve. Null: nobody counts, and a crash loop can cost the token.</summary>
    public IdentifyBudgetOptions? Budget { get; init; } = new();

    /// <summary>
    /// Where the count of identifies is kept over restarts. Default: a file in <see cref="StateDirectory"/>, or, without one, in the
    /// user's local application data, one directory a token.
    /// </summary>
    public IIdentifyBudgetStore? BudgetStore { get; init; }

    /// <summary>Where sessions are kept over restarts. Default: a file in <see cref="StateDirectory"/>; without one, nowhere.</summary>
    public ISessionStore? SessionStore { get; init; }

    /// <summary>How sessions are kept.</summary>
    public SessionOptions Sessions { get; init; } = new();

    /// <summary>A directory of this manager alone, made when it is needed, for what has to outlive the process. Default: none.</summary>
    public string? StateDirectory { get; init; }

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

        AddGroup(violations, nameof(Storm), Storm, Storm?.Violations());
        AddGroup(violations, nameof(Sessions), Sessions, Sessions?.Violations());
        violations.AddRange((Budget?.Violations() ?? []).Select(v => $"Budget.{v}"));
        if (StateDirectory is not null && string.IsNullOrWhiteSpace(StateDirectory))
        {
            violations.Add("StateDirectory is empty. Allowed: a path, or null.");
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

    private static void AddGroup(List<string> violations, string name, object? group, IEnumerable<string>? ofGroup)
    {
        if (group is null)
        {
            violations.Add($"{name} is null. Allowed: a value.");
        }

        violations.AddRange((ofGroup ?? []).Select(v => $"{name}.{v}"));
    }
}
