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
}
