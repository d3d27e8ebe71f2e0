using System.Text;

namespace Gateway.Core.Protocol;

/// <summary>One row of <see cref="DispatchEventTable"/>: an event and what makes Discord send it.</summary>
public sealed class DispatchEventInfo
{
    private readonly byte[] _utf8Name;

    internal DispatchEventInfo(
        int index, string name, GatewayIntents guildIntents, GatewayIntents directMessageIntents, bool alwaysSent)
    {
        Index = index;
        Name = name;
        GuildIntents = guildIntents;
        DirectMessageIntents = directMessageIntents;
        AlwaysSent = alwaysSent;
        _utf8Name = Encoding.UTF8.GetBytes(name);
    }

    /// <summary>The place in <see cref="DispatchEventTable.All"/>, 0 to 78. Not stable between versions: do not store it.</summary>
    public int Index { get; }

    /// <summary>The name in <c>t</c>, as in <c>MESSAGE_CREATE</c>.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Name => _utf8Name;

    /// <summary>
    /// The intents any one of which brings the event of guilds; <see cref="GatewayIntents.None"/> when it has no such
    /// variant or is always sent. THREAD_MEMBERS_UPDATE has two: Guilds brings it for the bot itself, GuildMembers for everybody.
    /// </summary>
    public GatewayIntents GuildIntents { get; }

    /// <summary>
    /// The intent that brings the event of direct messages; <see cref="GatewayIntents.None"/> when it has no such variant or
    /// is always sent.
    /// </summary>
    public GatewayIntents DirectMessageIntents { get; }

    /// <summary>Whether it comes whatever the intents (16 events).</summary>
    public bool AlwaysSent { get; }

    /// <summary>
    /// What has to be asked for to get the event of guilds at all: of <see cref="GuildIntents"/> the unprivileged ones, and
    /// the privileged one only where there is nothing else.
    /// </summary>
    public GatewayIntents LeastGuildIntents
    {
        get
        {
            var unprivileged = GuildIntents & ~GatewayIntents.Privileged;
            return unprivileged == GatewayIntents.None ? GuildIntents : unprivileged;
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
