namespace Gateway.Simulator.Protocol;

/// <summary>The intent bits for bots, and which of them let an event through.</summary>
internal static class Intents
{
    public const long Guilds = 1 << 0;
    public const long GuildMembers = 1 << 1;
    public const long GuildVoiceStates = 1 << 7;
    public const long GuildPresences = 1 << 8;
    public const long GuildMessages = 1 << 9;
    public const long GuildMessageReactions = 1 << 10;
    public const long GuildMessageTyping = 1 << 11;
    public const long MessageContent = 1 << 15;

    /// <summary>Bits 0–16, 20, 21, 24 and 25. Everything else is refused with 4013.</summary>
    public const long All = 0x331FFFF;

    /// <summary>The bits that the developer portal has to grant.</summary>
    public const long Privileged = GuildMembers | GuildPresences | MessageContent;

    public static bool Has(this long intents, long bits) => (intents & bits) == bits;
}
