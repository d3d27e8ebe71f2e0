using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Limits;
using Gateway.Core.Machine;
using StressBot.Options;
using StressBot.Running;

namespace StressBot.Clients;

/// <summary>How the library is set for a run that breaks things all the time.</summary>
internal static class FleetSetup
{
    /// <summary>A run breaks more connections in a minute than a bot meets in weeks: nothing is set apart or held back for it.</summary>
    private const int OftenEnough = 1000;
    private const int MoreThanEver = 1_000_000;
    private static readonly TimeSpan CursorInterval = TimeSpan.FromSeconds(1);

    public static ShardManagerOptions Options(ClientSettings settings, IGatewayInfoSource info, BotLog log) => new()
    {
        Plan = ShardPlan.Range(settings.FirstShard, settings.LastShard ?? settings.Shards - 1, settings.Shards),
        Shard = Shard(settings, info, log),
        StateDirectory = settings.StateDirectory,
        Sessions = new SessionOptions { CursorInterval = settings.Journal is null ? null : CursorInterval },
        Storm = new StormOptions
        {
            MaxConnectsPerSecond = settings.ConnectCap,
            MaxInFlight = null,
            QuarantineAfter = OftenEnough,
            StableAfter = TimeSpan.Zero,
        },
        Budget = new IdentifyBudgetOptions { ShardIdentifies = MoreThanEver, CrashLoopStarts = MoreThanEver },
        BudgetStore = settings.StateDirectory is null ? new MemoryIdentifyBudgetStore() : null,
    };

    private static GatewayShardOptions Shard(ClientSettings settings, IGatewayInfoSource info, BotLog log) => new()
    {
        Token = settings.Token,
        Intents = GatewayIntents.All,
        GatewayInfo = info,
        LoggerFactory = log,
        Delivery = new DeliveryOptions { Mode = settings.Delivery },

        // Short, so that what the simulator withholds is noticed within the run. Many shards at once need longer by themselves.
        Timeouts = Scale.IsLarge(settings.Shards) ? new GatewayTimeouts() : new GatewayTimeouts
        {
            Hello = TimeSpan.FromSeconds(3),
            Ready = TimeSpan.FromSeconds(4),
            ReadyAtMost = TimeSpan.FromSeconds(8),
            Resumed = TimeSpan.FromSeconds(4),
        },

        // Without the caps of a real bot, whose shards would spend a long run waiting to identify.
        ReconnectPolicy = new ExponentialReconnectPolicy { DialCap = TimeSpan.FromSeconds(4), IdentifyCap = TimeSpan.FromSeconds(4) },
    };
}
