using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.World.Events;

/// <summary>
/// One event on its way to many sessions: who gets it, and which bytes. A body is made once a bot and guild, and the one
/// without message content once beside it, not once a session.
/// </summary>
internal sealed class EventBatch
{
    private readonly ServerState _state;
    private readonly string _name;
    private readonly EventInfo? _info;
    private readonly DispatchTo _to;
    private readonly byte[]? _given;
    private readonly ulong? _guildOfBody;
    private readonly ulong _freshId;
    private readonly Random _random;
    private readonly Dictionary<(int Bot, ulong Guild), Variants> _made = [];

    /// <param name="state">The server.</param>
    /// <param name="name">The event; unknown ones need a body.</param>
    /// <param name="to">Where it happens.</param>
    /// <param name="body">The JSON of <c>d</c>; null to have one made.</param>
    /// <param name="freshId">For the message or interaction that a made body is about.</param>
    /// <param name="random">For what a made body says.</param>
    public EventBatch(ServerState state, string name, DispatchTo to, byte[]? body, ulong freshId, Random random)
    {
        (_state, _name, _to, _given, _freshId, _random) = (state, name, to, body, freshId, random);
        _info = EventCatalogue.Find(name);
        _guildOfBody = body is null ? null : GuildIdOf(body);
    }

    private bool HasTwoVariants => _info?.Scope == EventScope.GuildOrDirect;

    /// <summary>The bytes for a session; null when the event is not for it.</summary>
    public DispatchEnvelope? For(Session session)
    {
        if (_to.Target is { } target && !target.Covers(session))
        {
            return null;
        }

        var (concerned, guildId) = Place(session);
        if (!concerned || (guildId is { } of && !IsVisible(session, of)))
        {
            return null;
        }

        var variants = Make(session, guildId);
        return _info is null || _info.IsFor(session.Intents, HasTwoVariants && guildId is null, variants.IsAboutTheBot)
            ? variants.For(session)
            : null;
    }

    /// <summary>Whether the session's shard is concerned, and by which guild.</summary>
    private (bool IsConcerned, ulong? GuildId) Place(Session session)
    {
        if (_to.GuildId is { } guild)
        {
            return (GuildWorld.Owns(session.Shard, guild), guild);
        }

        var onFirst = session.Shard.Index == 0;
        if (_to.UserId is not null || (_given is not null && HasTwoVariants && _guildOfBody is null))
        {
            return (onFirst || _info?.Scope == EventScope.EveryShard, null);
        }

        return _info?.Scope switch
        {
            EventScope.FirstShard => (onFirst, null),
            EventScope.Guild or EventScope.GuildOrDirect when _given is not null => (true, _guildOfBody),
            EventScope.Guild or EventScope.GuildOrDirect => FirstGuildOf(session) is { } own ? (true, own) : (false, null),
            _ => (true, null),
        };
    }

    private ulong? FirstGuildOf(Session session)
        => _state.World.GuildsOf(session.Shard).FirstOrDefault(g => IsVisible(session, g.Id))?.Id;

    /// <summary>Nothing comes of a guild in an outage, and nothing before its GUILD_CREATE; of one nobody knows, everything.</summary>
    private bool IsVisible(Session session, ulong guildId)
        => !session.Awaits(guildId) && !(_state.World.Find(guildId) is { } guild && _state.World.IsInOutage(guild));

    private Variants Make(Session session, ulong? guildId)
    {
        var bot = GuildWorld.BotOf(session.Application);
        if (_info is { DiffersBySession: true } && _given is null)
        {
            return Create(session, bot, guildId);
        }

        var key = (bot.Number, _given is null ? guildId ?? 0 : 0);
        if (!_made.TryGetValue(key, out var variants))
        {
            variants = _made[key] = Create(null, bot, guildId);
        }

        return variants;
    }

    private Variants Create(Session? session, Member bot, ulong? guildId)
    {
        var body = _given;
        if (body is null)
        {
            var guild = guildId is { } id ? _state.World.Find(id) : null;
            Member? who = _to.UserId is { } user ? new Member(user, 7, false) : null;
            var scene = new EventScene(_state, guild, bot, _random, who) { FreshId = _freshId, Session = session };
            body = JsonText.ToBytes(_info!.Write(scene));
        }

        return new Variants(_name, body, bot.UserId, _info);
    }

    private static ulong? GuildIdOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Get("guild_id").TrySnowflake(out var id) ? id : null;
        }
        catch (JsonException)
        {
            // Broken JSON may be what the caller wants to see arrive.
            return null;
        }
    }

    /// <summary>What the sessions of one bot get.</summary>
    private sealed class Variants(string name, byte[] body, ulong botId, EventInfo? info)
    {
        private readonly DispatchEnvelope _whole = new(name, body);
        private DispatchEnvelope? _withoutContent;

        public bool IsAboutTheBot { get; } = info?.OwnIntents is not null && SelfMention.IsIn(body, botId);

        public DispatchEnvelope For(Session session)
        {
            if (info is not { HoldsMessage: true } || session.Intents.Has(Intents.MessageContent))
            {
                return _whole;
            }

            if (_withoutContent is null)
            {
                var filtered = MessageContentFilter.Apply(body, botId);
                _withoutContent = ReferenceEquals(filtered, body) ? _whole : new DispatchEnvelope(name, filtered);
            }

            return _withoutContent;
        }
    }
}
