using Gateway.Core.Fleet;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Diagnostics;

// The messages of resharding: 6200.
internal static partial class Log
{
    [LoggerMessage(6200, LogLevel.Information, "Resharding: from {From} shards to {To}; the new ones come up beside the old ones")]
    public static partial void Resharding(this ILogger logger, int from, int to);

    [LoggerMessage(6201, LogLevel.Information, "Resharding: from {From} shards to {To} done in {Duration}; guilds switched without their GUILD_CREATE: {ByDeadline}")]
    public static partial void Resharded(this ILogger logger, int from, int to, TimeSpan duration, int byDeadline);

    [LoggerMessage(6202, LogLevel.Error, "Resharding: from {From} shards to {To} given up; the old ones go on")]
    public static partial void ReshardRolledBack(this ILogger logger, int from, int to, Exception error);

    [LoggerMessage(6203, LogLevel.Warning, "Resharding: a shard has not caught up in {Longest} and is not waited for; events may be lost or come twice")]
    public static partial void ReshardGaveUp(this ILogger logger, TimeSpan longest);

    [LoggerMessage(6204, LogLevel.Warning, "Fleet: shard {Shard} has {Guilds} guilds of at most {Most}; it is time for more shards")]
    public static partial void FillLevelReached(this ILogger logger, ShardId shard, int guilds, int most);

    [LoggerMessage(6205, LogLevel.Error, "Fleet: resharding at the fill level failed; it is not tried again by itself")]
    public static partial void ReshardByFillLevelFailed(this ILogger logger, Exception error);
}
