using System.Globalization;

namespace Gateway.Simulator.World;

/// <summary>
/// A guild with channels of every kind, roles, emojis and members. Every id of it is its own id plus a small number, and
/// everything else follows from that: a hundred thousand guilds cost nothing until they are asked for.
/// </summary>
/// <param name="Number">The place in the world, from 0.</param>
/// <param name="Id">Its id. The 22 low bits are 0 and leave room for the ids of what is in it.</param>
/// <param name="MemberCount">Members, the bots included.</param>
/// <param name="BotCount">The first so many members are the server's bots.</param>
internal sealed record Guild(int Number, ulong Id, int MemberCount, int BotCount = 1)
{
    /// <summary>Ids from the guild's id up to this many are those of what is in it.</summary>
    public const ulong Span = 1 << 22;

    /// <summary>User ids that a guild has to itself.</summary>
    public const ulong UsersPerGuild = 1_000_000;

    /// <summary>The users of a guild count on from here. 18 digits.</summary>
    public ulong FirstUserId => GuildWorld.FirstUserId + ((ulong)Number * UsersPerGuild);

    public ulong TextChannelId => Id + 1;

    public ulong VoiceChannelId => Id + 2;

    public ulong CategoryId => Id + 3;

    public ulong ForumId => Id + 4;

    public ulong StageChannelId => Id + 5;

    /// <summary>A voice channel for one, who is there already.</summary>
    public ulong FullVoiceChannelId => Id + 6;

    public ulong AnnouncementChannelId => Id + 7;

    public ulong ThreadId => Id + 8;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"guild-{Number}");

    public int RoleCount => 3 + Math.Min(MemberCount / 20, 40);

    public int EmojiCount => 1 + Math.Min(MemberCount / 10, 49);

    /// <summary>What GUILD_CREATE lists; the thread has a list of its own.</summary>
    public IEnumerable<Channel> Channels =>
    [
        new(CategoryId, ChannelType.Category, "talk", null),
        new(TextChannelId, ChannelType.Text, "general", CategoryId),
        new(VoiceChannelId, ChannelType.Voice, "voice", CategoryId),
        new(ForumId, ChannelType.Forum, "questions", CategoryId),
        new(StageChannelId, ChannelType.Stage, "stage", null),
        new(FullVoiceChannelId, ChannelType.Voice, "for-one", null, UserLimit: 1),
        new(AnnouncementChannelId, ChannelType.Announcement, "news", null),
        .. Enumerable.Range(0, Math.Min(MemberCount / 10, 60))
            .Select(i => new Channel(Id + 100 + (ulong)i, ChannelType.Text, $"room-{i}", CategoryId)),
    ];

    public Channel Thread => new(ThreadId, ChannelType.PublicThread, "a thread", TextChannelId);

    /// <summary>Role 0 is everyone and has the guild's id, role 1 is the bot's own.</summary>
    public ulong Role(int number) => number == 0 ? Id : Id + 1000 + (ulong)number;

    public ulong Emoji(int number) => Id + 2000 + (ulong)number;

    /// <summary>An id for the one thing of a kind that a guild has: a sticker, a sound, a rule.</summary>
    public ulong Thing(GuildThing thing) => Id + 3000 + (ulong)thing;

    public Channel? FindChannel(ulong id)
    {
        foreach (var channel in Channels)
        {
            if (channel.Id == id)
            {
                return channel;
            }
        }

        return id == ThreadId ? Thread : null;
    }

    /// <summary>The member with a number: the bots first.</summary>
    public Member Member(int number) => number < BotCount
        ? new Member(GuildWorld.BotId + (ulong)number, number, true)
        : new Member(FirstUserId + (ulong)number, number, false);

    /// <summary>All of them, the bots first.</summary>
    public IEnumerable<Member> Members => Enumerable.Range(0, MemberCount).Select(Member);

    /// <summary>A member that is no bot. A guild of bots alone has none, and gets one that has left.</summary>
    public Member Person(int number) => Member(BotCount + (number % Math.Max(1, MemberCount - BotCount)));

    /// <summary>The one who holds the channel for one, and the one in the other voice channel.</summary>
    public IEnumerable<(Member Member, ulong ChannelId)> VoiceMembers => MemberCount < BotCount + 3
        ? []
        : [(Person(1), VoiceChannelId), (Person(2), FullVoiceChannelId)];

    public Member? FindMember(ulong userId)
    {
        var number = userId >= GuildWorld.BotId ? userId - GuildWorld.BotId : userId - FirstUserId;
        return number < (ulong)MemberCount && Member((int)number) is var member && member.UserId == userId ? member : null;
    }
}
