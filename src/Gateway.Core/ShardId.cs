namespace Gateway.Core;

/// <summary>Which part of the guilds a shard serves: <see cref="Index"/> of <see cref="Count"/>.</summary>
public readonly record struct ShardId
{
    private readonly int _countMinusOne;

    /// <summary>Makes a shard id.</summary>
    /// <param name="index">0 to <paramref name="count"/> − 1.</param>
    /// <param name="count">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of its range.</exception>
    public ShardId(int index, int count)
    {
        if (count < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, "The number of shards must be at least 1.");
        }

        if (index < 0 || index >= count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index, $"The index of a shard must be 0 to {count - 1} when there are {count} shards.");
        }

        Index = index;
        _countMinusOne = count - 1;
    }

    /// <summary>The only shard of an unsharded bot, 0 of 1. Also what <c>default</c> means.</summary>
    public static ShardId Unsharded => default;

    /// <summary>0 to <see cref="Count"/> − 1.</summary>
    public int Index { get; }

    /// <summary>How many shards there are, at least 1.</summary>
    public int Count => _countMinusOne + 1;

    /// <summary>The shard to which Discord routes the events of a guild: <c>(guild_id &gt;&gt; 22) % count</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public static ShardId FromGuild(ulong guildId, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new ShardId((int)((guildId >> 22) % (ulong)count), count);
    }

    /// <summary>As in <c>3/16</c>.</summary>
    public override string ToString() => $"{Index}/{Count}";
}
