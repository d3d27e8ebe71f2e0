namespace Gateway.Core;

/// <summary>
/// Which events Discord sends. Fixed at Identify for the life of a session. <c>docs/intents.md</c> lists the events of each.
/// </summary>
[Flags]
public enum GatewayIntents
{
    /// <summary>Only the events that are always sent.</summary>
    None = 0,

    /// <summary>Guilds, roles, channels, threads, stages.</summary>
    Guilds = 1 << 0,

    /// <summary>Members joining, leaving and changing. Privileged.</summary>
    GuildMembers = 1 << 1,

    /// <summary>Bans and the audit log.</summary>
    GuildModeration = 1 << 2,

    /// <summary>Emojis, stickers, soundboard sounds.</summary>
    GuildExpressions = 1 << 3,

    /// <summary>Integrations of a guild.</summary>
    GuildIntegrations = 1 << 4,

    /// <summary>Webhooks of a channel.</summary>
    GuildWebhooks = 1 << 5,

    /// <summary>Invites made and deleted.</summary>
    GuildInvites = 1 << 6,

    /// <summary>Who is in which voice channel. Needed for the bot's own voice state too.</summary>
    GuildVoiceStates = 1 << 7,

    /// <summary>Status and activities of members. Privileged.</summary>
    GuildPresences = 1 << 8,

    /// <summary>Messages in guilds.</summary>
    GuildMessages = 1 << 9,

    /// <summary>Reactions in guilds.</summary>
    GuildMessageReactions = 1 << 10,

    /// <summary>Typing in guilds.</summary>
    GuildMessageTyping = 1 << 11,

    /// <summary>Messages in direct messages.</summary>
    DirectMessages = 1 << 12,

    /// <summary>Reactions in direct messages.</summary>
    DirectMessageReactions = 1 << 13,

    /// <summary>Typing in direct messages.</summary>
    DirectMessageTyping = 1 << 14,

    /// <summary>Brings no event of its own: fills content, embeds, attachments, components and polls of messages. Privileged.</summary>
    MessageContent = 1 << 15,

    /// <summary>Scheduled events and who is interested in them.</summary>
    GuildScheduledEvents = 1 << 16,

    /// <summary>Rules of the automatic moderation.</summary>
    AutoModerationConfiguration = 1 << 20,

    /// <summary>What the automatic moderation did.</summary>
    AutoModerationExecution = 1 << 21,

    /// <summary>Poll votes in guilds.</summary>
    GuildMessagePolls = 1 << 24,

    /// <summary>Poll votes in direct messages.</summary>
    DirectMessagePolls = 1 << 25,

    /// <summary>Those that have to be switched on in the developer portal: members, presences, message content (33026).</summary>
    Privileged = GuildMembers | GuildPresences | MessageContent,

    /// <summary>All 18 that any bot may ask for (53575421).</summary>
    AllUnprivileged = Guilds | GuildModeration | GuildExpressions | GuildIntegrations | GuildWebhooks | GuildInvites
        | GuildVoiceStates | GuildMessages | GuildMessageReactions | GuildMessageTyping
        | DirectMessages | DirectMessageReactions | DirectMessageTyping
        | GuildScheduledEvents | AutoModerationConfiguration | AutoModerationExecution
        | GuildMessagePolls | DirectMessagePolls,

    /// <summary>All 21 (53608447). Any other bit closes the connection with 4013.</summary>
    All = AllUnprivileged | Privileged,
}
