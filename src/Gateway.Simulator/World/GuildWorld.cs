using Gateway.Simulator.Server;

namespace Gateway.Simulator.World;

/// <summary>
/// The guilds of the bots, and who is in them. All ids follow from a number and nothing is random; only what has
/// changed since the start is stored. Guarded by the server's lock.
/// </summary>
internal sealed class GuildWorld
{
    /// <summary>The first bot; those of further tokens count on from here.</summary>
    public const ulong BotId = 900000000000000001;

    /// <summary>Users that are no bots count on from here.</summary>
    public const ulong FirstUserId = 700000000000000000;

    /// <summary>Guild ids begin here and keep 18 digits, so that a template can be patched in place.</summary>
    private const ulong FirstGuildStamp = 800000000000000000 >> 22;

    private readonly GatewayServerOptions _options;
    private readonly HashSet<int> _left = [];
    private readonly HashSet<int> _outages = [];
    private readonly Dictionary<(ulong Guild, ulong User), ulong> _voice = [];
    private int _total;

    public GuildWorld(GatewayServerOptions options)
    {
        _options = options;
        _total = options.GuildCount;
    }

    /// <summary>Who owns the applications.</summary>
    public static Member Owner => new(FirstUserId + 1, 1, false);

    /// <summary>Rises with every guild that comes or goes, for good or for a while.</summary>
    public int Version { get; private set; }

    public static Member BotOf(Application application) => new(BotId + (ulong)application.Number, application.Number, true);

    public IEnumerable<Guild> GuildsOf(ShardKey shard)
    {
        // Ids one step of (id >> 22) apart lie on successive shards, whatever the shard count.
        for (var number = FirstOf(shard); number < _total; number += shard.Count)
        {
            if (!_left.Contains((int)number))
            {
                yield return Make((int)number);
            }
        }
    }

    public int GuildCountOf(ShardKey shard)
    {
        var first = FirstOf(shard);
        var all = first >= _total ? 0 : ((_total - 1 - first) / shard.Count) + 1;
        return (int)all - _left.Count(number => (number - first) % shard.Count == 0);
    }

    /// <summary>The guild, if the bots are in it.</summary>
    public Guild? Find(ulong id)
    {
        var number = (long)(id >> 22) - (long)FirstGuildStamp;
        return number >= 0 && number < _total && id << 42 == 0 && !_left.Contains((int)number) ? Make((int)number) : null;
    }

    /// <summary>The guild, if the bots are in it and it belongs to the shard.</summary>
    public Guild? Find(ulong id, ShardKey shard) => Owns(shard, id) ? Find(id) : null;

    /// <summary>The guild that a channel, a role or anything else in it belongs to.</summary>
    public Guild? FindOwner(ulong id) => Find(id / Guild.Span * Guild.Span);

    /// <summary>A user by the id, whether or not it is still in its guild; null for ids that no user has.</summary>
    public Member? FindUser(ulong id)
    {
        if (id >= BotId)
        {
            var bot = id - BotId;
            return bot < (ulong)_options.Tokens.Count ? new Member(id, (int)bot, true) : null;
        }

        var number = (long)(id - FirstUserId) / (long)Guild.UsersPerGuild;
        return id >= FirstUserId && number < Math.Max(1, _total) ? new Member(id, (int)(id % Guild.UsersPerGuild), false) : null;
    }

    public static bool Owns(ShardKey shard, ulong guildId) => (guildId >> 22) % (ulong)shard.Count == (ulong)shard.Index;

    /// <summary>Whether events of the guild come at all.</summary>
    public bool IsInOutage(Guild guild) => _outages.Contains(guild.Number);

    /// <returns>False when nothing changes.</returns>
    public bool SetOutage(Guild guild, bool value)
    {
        Version++;
        return value ? _outages.Add(guild.Number) : _outages.Remove(guild.Number);
    }

    /// <summary>A guild that the bots were not in: the next new one, or one they have left.</summary>
    /// <returns>Null when the bots are in the guild, or there never was one with this id.</returns>
    public Guild? Join(ulong? id)
    {
        var number = id is { } known ? (long)(known >> 22) - (long)FirstGuildStamp : _total;
        if (id is not null && !(number >= 0 && number < _total && _left.Remove((int)number)))
        {
            return null;
        }

        _total = Math.Max(_total, (int)number + 1);
        Version++;
        return Make((int)number);
    }

    public void Leave(Guild guild)
    {
        _left.Add(guild.Number);
        _outages.Remove(guild.Number);
        Version++;
    }

    public IEnumerable<(Member Member, ulong ChannelId)> VoiceStatesOf(Guild guild) => guild.VoiceMembers.Concat(
        _voice.Where(v => v.Key.Guild == guild.Id).Select(v => (guild.FindMember(v.Key.User)!.Value, v.Value)));

    public ulong? VoiceChannelOf(Guild guild, Member member)
        => _voice.TryGetValue((guild.Id, member.UserId), out var channel) ? channel : null;

    public void SetVoiceChannel(Guild guild, Member member, ulong? channelId)
    {
        if (channelId is { } id)
        {
            _voice[(guild.Id, member.UserId)] = id;
        }
        else
        {
            _voice.Remove((guild.Id, member.UserId));
        }
    }

    private static long FirstOf(ShardKey shard)
    {
        var count = (ulong)shard.Count;
        return (long)(((ulong)shard.Index + count - (FirstGuildStamp % count)) % count);
    }

    private Guild Make(int number) => new(
        number, (FirstGuildStamp + (ulong)number) << 22, Math.Max(_options.MembersPerGuild, _options.Tokens.Count), _options.Tokens.Count);
}
