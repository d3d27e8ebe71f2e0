using Gateway.Core.Fleet;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Diagnostics;

// The messages of fleets: 6000 the manager, 6100 connects, 7000 the identify budget, 8000 sessions and their store.
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "Fleet: starting {Plan}, {Shards} of {Count}")]
    public static partial void FleetStarting(this ILogger logger, ShardPlan plan, int shards, int count);

    [LoggerMessage(6001, LogLevel.Error, "Fleet: shard {Shard} has ended by itself; running: {Running}")]
    public static partial void FleetShardFailed(this ILogger logger, ShardId shard, int running, Exception error);

    [LoggerMessage(6002, LogLevel.Critical, "Fleet: all shards are stopped because of shard {Shard}")]
    public static partial void FleetFailed(this ILogger logger, ShardId shard);

    [LoggerMessage(6003, LogLevel.Information, "Fleet: stopped")]
    public static partial void FleetStopped(this ILogger logger);

    [LoggerMessage(6004, LogLevel.Warning, "Fleet: more than {Bound} changes wait for their reader; the oldest are dropped")]
    public static partial void FleetChangesDropped(this ILogger logger, int bound);

    [LoggerMessage(6005, LogLevel.Warning, "Fleet: the gateway's address and budget could not be asked for; next attempt in {RetryIn}")]
    public static partial void FleetInfoFailed(this ILogger logger, TimeSpan retryIn, Exception error);

    [LoggerMessage(6006, LogLevel.Warning, "Fleet: the identify budget could not be asked for; the count of our own is used")]
    public static partial void FleetInfoUnknown(this ILogger logger, Exception error);

    [LoggerMessage(6100, LogLevel.Warning, "Fleet: shard {Shard} keeps failing while others are well; it waits {Delay} before it dials again")]
    public static partial void FleetQuarantined(this ILogger logger, ShardId shard, TimeSpan delay);

    [LoggerMessage(7000, LogLevel.Warning, "Identify budget: {Left} of {Total} are left and {Reserve} are kept in reserve; shards that have to identify wait until {Until:u}")]
    public static partial void BudgetAtReserve(this ILogger logger, int left, int total, int reserve, DateTimeOffset until);

    [LoggerMessage(7001, LogLevel.Warning, "Identify budget: processes of this bot begin to identify again and again; this one waits until {Until:u}")]
    public static partial void BudgetCrashLoop(this ILogger logger, DateTimeOffset until);

    [LoggerMessage(7002, LogLevel.Warning, "Identify budget: shard {Shard} identifies again and again; it waits until {Until:u}")]
    public static partial void BudgetShardLoop(this ILogger logger, ShardId shard, DateTimeOffset until);

    [LoggerMessage(7003, LogLevel.Error, "Identify budget: the count could not be saved; shard {Shard} does not identify")]
    public static partial void BudgetNotSaved(this ILogger logger, ShardId shard, Exception error);

    [LoggerMessage(7004, LogLevel.Information, "Identify budget: {Left} of {Total} left, resets at {ResetsAt:u}")]
    public static partial void BudgetKnown(this ILogger logger, int left, int total, DateTimeOffset? resetsAt);

    [LoggerMessage(8001, LogLevel.Information, "Sessions: {Usable} will be resumed; {Old} were too old")]
    public static partial void SessionsLoaded(this ILogger logger, int usable, int old);

    [LoggerMessage(8002, LogLevel.Warning, "Sessions: {Sessions} of another token or of {SavedCount} shards were found and are not used; this fleet has {Count}")]
    public static partial void SessionsOfAnother(this ILogger logger, int sessions, int savedCount, int count);

    [LoggerMessage(8003, LogLevel.Error, "Sessions: they could not be saved; after a restart their shards identify")]
    public static partial void SessionsNotSaved(this ILogger logger, Exception error);

    [LoggerMessage(8000, LogLevel.Error, "The file {Path} is damaged and was moved to {Aside}: {Fault}")]
    public static partial void StateFileDamaged(this ILogger logger, string path, string aside, string fault);
}
