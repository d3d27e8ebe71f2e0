using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Fleet.Resharding;

/// <summary>Counts the guilds of each shard, and says once when one of them is nearly full.</summary>
internal sealed class GuildCounter(int shards, int threshold, Action<ShardFill> onReached) : IDispatchFilter
{
    private readonly int[] _guilds = new int[shards];
    private int _reported;

    public Sifted Sift(in Dispatch dispatch)
    {
        var shard = dispatch.Shard;
        var count = dispatch.Event?.Name switch
        {
            DispatchEventNames.Ready when ReadyPayload.TryRead(DispatchBody.Of(dispatch), null, out var ready) => Set(shard, ready!.GuildIds.Count),
            DispatchEventNames.GuildCreate when IsChange(dispatch) => Interlocked.Increment(ref _guilds[shard.Index]),
            DispatchEventNames.GuildDelete when IsChange(dispatch) => Interlocked.Decrement(ref _guilds[shard.Index]),
            _ => 0,
        };
        if (count >= threshold && Interlocked.Exchange(ref _reported, 1) == 0)
        {
            onReached(new ShardFill(shard, count));
        }

        return Sifted.Deliver;
    }

    // Outages and the guilds of READY have the key "unavailable"; those newly joined or left have not.
    private static bool IsChange(in Dispatch dispatch) =>
        GuildOfEvent.TryRead(dispatch.Event, DispatchBody.Of(dispatch), out var guild) && !guild.HasUnavailable;

    private int Set(ShardId shard, int count)
    {
        Volatile.Write(ref _guilds[shard.Index], count);
        return count;
    }
}
