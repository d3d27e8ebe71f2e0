namespace Gateway.Simulator.Tests.World;

/// <summary>Which intent brings which event, written from Discord's list of intents.</summary>
internal static class EventIntents
{
    public static readonly IReadOnlyDictionary<int, string> InGuilds = new Dictionary<int, string>
    {
        [0] = """
            GUILD_CREATE GUILD_UPDATE GUILD_DELETE GUILD_ROLE_CREATE GUILD_ROLE_UPDATE GUILD_ROLE_DELETE CHANNEL_CREATE CHANNEL_UPDATE
            CHANNEL_DELETE CHANNEL_PINS_UPDATE THREAD_CREATE THREAD_UPDATE THREAD_DELETE THREAD_LIST_SYNC THREAD_MEMBER_UPDATE
            THREAD_MEMBERS_UPDATE STAGE_INSTANCE_CREATE STAGE_INSTANCE_UPDATE STAGE_INSTANCE_DELETE VOICE_CHANNEL_STATUS_UPDATE
            VOICE_CHANNEL_START_TIME_UPDATE
            """,
        [1] = "GUILD_MEMBER_ADD GUILD_MEMBER_UPDATE GUILD_MEMBER_REMOVE THREAD_MEMBERS_UPDATE",
        [2] = "GUILD_AUDIT_LOG_ENTRY_CREATE GUILD_BAN_ADD GUILD_BAN_REMOVE",
        [3] = """
            GUILD_EMOJIS_UPDATE GUILD_STICKERS_UPDATE GUILD_SOUNDBOARD_SOUND_CREATE GUILD_SOUNDBOARD_SOUND_UPDATE
            GUILD_SOUNDBOARD_SOUND_DELETE GUILD_SOUNDBOARD_SOUNDS_UPDATE
            """,
        [4] = "GUILD_INTEGRATIONS_UPDATE INTEGRATION_CREATE INTEGRATION_UPDATE INTEGRATION_DELETE",
        [5] = "WEBHOOKS_UPDATE",
        [6] = "INVITE_CREATE INVITE_DELETE",
        [7] = "VOICE_STATE_UPDATE VOICE_CHANNEL_EFFECT_SEND",
        [8] = "PRESENCE_UPDATE",
        [9] = "MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE MESSAGE_DELETE_BULK",
        [10] = "MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE MESSAGE_REACTION_REMOVE_ALL MESSAGE_REACTION_REMOVE_EMOJI",
        [11] = "TYPING_START",
        [16] = """
            GUILD_SCHEDULED_EVENT_CREATE GUILD_SCHEDULED_EVENT_UPDATE GUILD_SCHEDULED_EVENT_DELETE GUILD_SCHEDULED_EVENT_USER_ADD
            GUILD_SCHEDULED_EVENT_USER_REMOVE
            """,
        [20] = "AUTO_MODERATION_RULE_CREATE AUTO_MODERATION_RULE_UPDATE AUTO_MODERATION_RULE_DELETE",
        [21] = "AUTO_MODERATION_ACTION_EXECUTION",
        [24] = "MESSAGE_POLL_VOTE_ADD MESSAGE_POLL_VOTE_REMOVE",
    };

    public static readonly IReadOnlyDictionary<int, string> InDirectMessages = new Dictionary<int, string>
    {
        [12] = "MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE CHANNEL_PINS_UPDATE",
        [13] = "MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE MESSAGE_REACTION_REMOVE_ALL MESSAGE_REACTION_REMOVE_EMOJI",
        [14] = "TYPING_START",
        [25] = "MESSAGE_POLL_VOTE_ADD MESSAGE_POLL_VOTE_REMOVE",
    };

    /// <summary>Sent whatever the intents.</summary>
    public static readonly IReadOnlyList<string> Always = Names("""
        READY RESUMED RATE_LIMITED APPLICATION_COMMAND_PERMISSIONS_UPDATE INTERACTION_CREATE USER_UPDATE VOICE_SERVER_UPDATE
        GUILD_MEMBERS_CHUNK SOUNDBOARD_SOUNDS CHANNEL_INFO ENTITLEMENT_CREATE ENTITLEMENT_UPDATE ENTITLEMENT_DELETE
        SUBSCRIPTION_CREATE SUBSCRIPTION_UPDATE SUBSCRIPTION_DELETE
        """);

    /// <summary>Of no guild, and told to shard 0 alone.</summary>
    public static readonly IReadOnlyList<string> OfFirstShard = Names("""
        ENTITLEMENT_CREATE ENTITLEMENT_UPDATE ENTITLEMENT_DELETE SUBSCRIPTION_CREATE SUBSCRIPTION_UPDATE SUBSCRIPTION_DELETE
        """);

    /// <summary>Of no guild, and told to every shard.</summary>
    public static readonly IReadOnlyList<string> OfEveryShard = ["READY", "RESUMED", "USER_UPDATE"];

    /// <summary>The 21 bits, and none of them.</summary>
    public static readonly IReadOnlyList<int> Each = [0, .. Enumerable.Range(0, 26).Where(b => (0x331FFFF >> b & 1) == 1).Select(b => 1 << b)];

    public static string[] Names(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static bool Brings(this IReadOnlyDictionary<int, string> table, int intents, string name)
        => table.Any(row => (intents >> row.Key & 1) == 1 && Names(row.Value).Contains(name));
}
