using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Objects;

/// <summary>The guild object and the small things in it.</summary>
internal static class GuildObject
{
    /// <summary>The guild as GUILD_UPDATE and REST have it.</summary>
    public static string Guild(Guild guild) => $$$"""{{{{Fields(guild)}}}}""";

    /// <summary>What GUILD_CREATE and GUILD_UPDATE have in common, without the braces.</summary>
    public static string Fields(Guild guild) => $$$"""
        "id":"{{{guild.Id}}}","name":"{{{guild.Name}}}","icon":"{{{JsonText.Hash(guild.Id)}}}","splash":null,"discovery_splash":null,
        "owner_id":"{{{guild.Person(0).UserId}}}","afk_channel_id":null,"afk_timeout":300,"widget_enabled":false,"widget_channel_id":null,
        "verification_level":1,"default_message_notifications":1,"explicit_content_filter":2,"mfa_level":0,"application_id":null,
        "system_channel_id":"{{{guild.TextChannelId}}}","system_channel_flags":0,"rules_channel_id":null,"max_presences":null,
        "max_members":500000,"vanity_url_code":null,"description":null,"banner":null,"premium_tier":0,"premium_subscription_count":0,
        "preferred_locale":"en-US","public_updates_channel_id":null,"max_video_channel_users":25,"max_stage_video_channel_users":50,
        "nsfw_level":0,"nsfw":false,"premium_progress_bar_enabled":false,"safety_alerts_channel_id":null,"incidents_data":null,
        "hub_type":null,"home_header":null,"latest_onboarding_question_id":null,"region":"deprecated",
        "features":["COMMUNITY","NEWS","CHANNEL_ICON_EMOJIS_GENERATED"],"stickers":[{{{Sticker(guild)}}}],
        "emojis":{{{Emojis(guild)}}},"roles":{{{Roles(guild)}}}
        """;

    public static string Emojis(Guild guild)
        => JsonText.List(Enumerable.Range(0, guild.EmojiCount).Select(i => Emoji(guild, i)));

    public static string Roles(Guild guild)
        => JsonText.List(Enumerable.Range(0, guild.RoleCount).Select(i => ChannelObject.Role(guild, i)));

    public static string Emoji(Guild guild, int number) => $$$"""
        {"id":"{{{guild.Emoji(number)}}}","name":"emoji_{{{number}}}","roles":[],"require_colons":true,"managed":false,"animated":false,"available":true}
        """;

    public static string Sticker(Guild guild) => $$$"""
        {"id":"{{{guild.Thing(GuildThing.Sticker)}}}","name":"wave","tags":"👋","type":2,"format_type":1,"description":null,
        "asset":"","available":true,"guild_id":"{{{guild.Id}}}"}
        """;

    public static string Sound(Guild guild) => $$$"""
        {"name":"horn","sound_id":"{{{guild.Thing(GuildThing.Sound)}}}","volume":0.75,"emoji_id":null,"emoji_name":"📯",
        "guild_id":"{{{guild.Id}}}","available":true,"user":{{{UserObject.User(guild.Person(0))}}}}
        """;

    public static string StageInstance(Guild guild) => $$$"""
        {"id":"{{{guild.Thing(GuildThing.StageInstance)}}}","guild_id":"{{{guild.Id}}}","channel_id":"{{{guild.StageChannelId}}}",
        "topic":"An evening on stage","privacy_level":2,"discoverable_disabled":true,"guild_scheduled_event_id":null}
        """;

    public static string ScheduledEvent(Guild guild) => $$$"""
        {"id":"{{{guild.Thing(GuildThing.ScheduledEvent)}}}","guild_id":"{{{guild.Id}}}","channel_id":null,
        "creator_id":"{{{guild.Person(0).UserId}}}","name":"A walk","description":"Out and back","image":null,
        "scheduled_start_time":"2026-06-01T10:00:00.000000+00:00","scheduled_end_time":"2026-06-01T12:00:00.000000+00:00",
        "privacy_level":2,"status":1,"entity_type":3,"entity_id":null,"entity_metadata":{"location":"By the river"},
        "recurrence_rule":null,"user_count":1,"creator":{{{UserObject.User(guild.Person(0))}}}}
        """;

    public static string Integration(Guild guild) => $$$"""
        {"id":"{{{guild.Thing(GuildThing.Integration)}}}","name":"sim-bot","type":"discord","enabled":true,
        "account":{"id":"{{{GuildWorld.BotId}}}","name":"sim-bot"},"scopes":["bot","applications.commands"],
        "application":{"id":"{{{GuildWorld.BotId}}}","name":"sim-bot","icon":null,"description":"","bot":{{{UserObject.User(guild.Member(0))}}}},
        "guild_id":"{{{guild.Id}}}"}
        """;

    public static string AutoModerationRule(Guild guild) => $$$"""
        {"id":"{{{guild.Thing(GuildThing.AutoModerationRule)}}}","guild_id":"{{{guild.Id}}}","name":"No spam",
        "creator_id":"{{{guild.Person(0).UserId}}}","event_type":1,"trigger_type":1,
        "trigger_metadata":{"keyword_filter":["spam"],"regex_patterns":[],"allow_list":[]},
        "actions":[{"type":1,"metadata":{"custom_message":"Not here, please."}}],"enabled":true,
        "exempt_roles":["{{{guild.Role(1)}}}"],"exempt_channels":[]}
        """;
}
