namespace Gateway.Simulator.Protocol;

/// <summary>The intent bits for bots.</summary>
internal static class Intents
{
    public const long Guilds = 1 << 0;
    public const long GuildMembers = 1 << 1;
    public const long GuildModeration = 1 << 2;
    public const long GuildExpressions = 1 << 3;
    public const long GuildIntegrations = 1 << 4;
    public const long GuildWebhooks = 1 << 5;
    public const long GuildInvites = 1 << 6;
    public const long GuildVoiceStates = 1 << 7;
    public const long GuildPresences = 1 << 8;
    public const long GuildMessages = 1 << 9;
    public const long GuildMessageReactions = 1 << 10;
    public const long GuildMessageTyping = 1 << 11;
    public const long DirectMessages = 1 << 12;
    public const long DirectMessageReactions = 1 << 13;
    public const long DirectMessageTyping = 1 << 14;
    public const long MessageContent = 1 << 15;
    public const long GuildScheduledEvents = 1 << 16;
    public const long AutoModerationConfiguration = 1 << 20;
    public const long AutoModerationExecution = 1 << 21;
    public const long GuildMessagePolls = 1 << 24;
    public const long DirectMessagePolls = 1 << 25;

    /// <summary>Bits 0–16, 20, 21, 24 and 25. Everything else is refused with 4013.</summary>
    public const long All = 0x331FFFF;

    /// <summary>The bits that the developer portal has to grant.</summary>
    public const long Privileged = GuildMembers | GuildPresences | MessageContent;

    public static bool Has(this long intents, long bits) => (intents & bits) == bits;

    /// <summary>Whether one of the bits is there; no bits at all means that none is needed.</summary>
    public static bool Allow(this long intents, long anyOf) => anyOf == 0 || (intents & anyOf) != 0;
}
