namespace Gateway.Simulator.World;

/// <summary>The guilds of the bot and who is in them. All ids follow from their number; nothing is random.</summary>
internal sealed class GuildWorld
{
    public const ulong BotId = 900000000000000001;

    /// <summary>Guild ids begin here and keep 18 digits, so that a template can be patched in place.</summary>
    private const ulong FirstGuildStamp = 800000000000000000 >> 22;

    private readonly int _membersPerGuild;
    private readonly Guild[] _guilds;

    public GuildWorld(GatewayServerOptions options)
    {
        _membersPerGuild = options.MembersPerGuild;

        // Ids one step of (id >> 22) apart lie on successive shards, whatever the shard count.
        _guilds = [.. Enumerable.Range(0, options.GuildCount)
            .Select(i => new Guild(i, (FirstGuildStamp + (ulong)i) << 22, options.MembersPerGuild))];
    }

    public IEnumerable<Guild> GuildsOf(ShardKey shard)
    {
        var count = (ulong)shard.Count;
        var first = (int)(((ulong)shard.Index + count - (FirstGuildStamp % count)) % count);
        for (long i = first; i < _guilds.Length; i += shard.Count)
        {
            yield return _guilds[i];
        }
    }

    public int GuildCountOf(ShardKey shard) => GuildsOf(shard).Count();

    /// <summary>The guild, if it exists and belongs to the shard.</summary>
    public Guild? Find(ulong id, ShardKey shard)
    {
        var number = (long)(id >> 22) - (long)FirstGuildStamp;
        return number >= 0 && number < _guilds.Length && _guilds[number].Id == id
            && (id >> 22) % (ulong)shard.Count == (ulong)shard.Index ? _guilds[number] : null;
    }

    /// <summary>The bot itself comes first.</summary>
    public IEnumerable<Member> MembersOf(Guild guild) => Enumerable.Range(0, _membersPerGuild).Select(guild.Member);
}
