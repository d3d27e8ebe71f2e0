using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.World.Events;

/// <summary>What the maker of an event's body has at hand.</summary>
internal sealed class EventScene(ServerState state, Guild? guild, Member bot, Random random, Member? who = null)
{
    /// <summary>A direct message's channel follows from its user.</summary>
    private const ulong FirstDirectChannelId = 600000000000000000;
    private const ulong FirstDirectUserId = 700000000000000000;

    private readonly DateTimeOffset _now = state.WallNow;

    public ServerState State => state;

    /// <summary>The session it is for; null when all sessions of a bot get the same.</summary>
    public Session? Session { get; init; }

    /// <summary>Null for the direct-message variant, and for events that belong to no guild.</summary>
    public Guild? MaybeGuild => guild;

    public Guild Guild => guild ?? throw new InvalidOperationException("The event needs a guild.");

    /// <summary>The bot of the application the body is for.</summary>
    public Member Bot => bot;

    public string Now { get; } = JsonText.Time(state.WallNow);

    public long UnixSeconds => _now.ToUnixTimeSeconds();

    /// <summary>The one whom the event is about: another user than the bot.</summary>
    public Member Who { get; } = who ?? guild?.Person(7) ?? new Member(DirectUserId, 7, false);

    /// <summary>The user of a direct message, where none is named.</summary>
    public const ulong DirectUserId = 700000000000000007;

    public ulong ChannelId => guild?.TextChannelId ?? DirectChannelOf(Who.UserId);

    /// <summary>A new id for the event's message or interaction.</summary>
    public required ulong FreshId { get; init; }

    /// <summary>With a comma after it; nothing in a direct message.</summary>
    public string GuildId => guild is null ? "" : $"\"guild_id\":\"{guild.Id}\",";

    /// <summary>The member with a comma after it; nothing in a direct message.</summary>
    public string MemberOrNothing => guild is null ? "" : $"\"member\":{Objects.UserObject.Member(guild, Who)},";

    public static ulong DirectChannelOf(ulong userId) => FirstDirectChannelId + (userId % (FirstDirectUserId - FirstDirectChannelId));

    /// <summary>The user at the other end; null when the id is that of no direct channel.</summary>
    public static ulong? DirectUserOf(ulong channelId)
        => channelId is >= FirstDirectChannelId and < FirstDirectUserId ? channelId - FirstDirectChannelId + FirstDirectUserId : null;

    public int Roll(int from, int to) => random.Next(from, to);

    public string Words(int count) => string.Join(' ', Enumerable.Range(0, count)
        .Select(_ => new string((char)('a' + random.Next(26)), 1) + new string((char)('a' + random.Next(26)), random.Next(1, 9))));
}
