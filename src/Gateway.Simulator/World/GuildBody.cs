using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World;

/// <summary>GUILD_CREATE as it is streamed after READY.</summary>
internal static class GuildBody
{
    public static byte[] Write(GuildWorld world, Guild guild, long intents) => JsonBody.Write(json =>
    {
        WriteGuildFields(json, guild);
        WriteChannels(json, guild);
        json.WriteStartArray("members");

        // Without the members intent only the bot itself is certain to be in here.
        foreach (var member in world.MembersOf(guild).Take(intents.Has(Intents.GuildMembers) ? 50 : 1))
        {
            json.WriteStartObject();
            MemberBodies.WriteMember(json, member);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        foreach (var empty in (string[])["presences", "voice_states", "threads", "stage_instances", "guild_scheduled_events", "soundboard_sounds"])
        {
            json.WriteEmptyArray(empty);
        }

        json.WriteString("joined_at", "2024-05-06T07:08:09.123000+00:00");
        json.WriteNumber("member_count", guild.MemberCount);
        json.WriteBoolean("large", guild.MemberCount > 50);
        json.WriteBoolean("unavailable", false);
    });

    private static void WriteGuildFields(Utf8JsonWriter json, Guild guild)
    {
        json.WriteId("id", guild.Id);
        json.WriteString("name", guild.Name);
        foreach (var none in (string[])["icon", "splash", "discovery_splash", "banner", "description", "vanity_url_code", "application_id", "afk_channel_id", "public_updates_channel_id", "rules_channel_id", "safety_alerts_channel_id", "incidents_data", "max_presences"])
        {
            json.WriteNull(none);
        }

        json.WriteId("owner_id", guild.Member(1).UserId);
        json.WriteId("system_channel_id", guild.TextChannelId);
        foreach (var zero in (string[])["verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level", "system_channel_flags", "premium_tier", "nsfw_level"])
        {
            json.WriteNumber(zero, 0);
        }

        json.WriteNumber("afk_timeout", 300);
        json.WriteString("preferred_locale", "en-US");
        json.WriteBoolean("premium_progress_bar_enabled", false);
        json.WriteEmptyArray("features");
        json.WriteEmptyArray("emojis");
        json.WriteEmptyArray("stickers");
        json.WriteStartArray("roles");
        json.WriteStartObject();
        json.WriteId("id", guild.Id);
        json.WriteString("name", "@everyone");
        json.WriteString("permissions", "2248473465835073");
        json.WriteNumber("position", 0);
        json.WriteNumber("color", 0);
        json.WriteBoolean("hoist", false);
        json.WriteBoolean("managed", false);
        json.WriteBoolean("mentionable", false);
        json.WriteNumber("flags", 0);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteChannels(Utf8JsonWriter json, Guild guild)
    {
        json.WriteStartArray("channels");
        WriteChannel(json, guild.TextChannelId, type: 0, "general");
        WriteChannel(json, guild.VoiceChannelId, type: 2, "voice");
        json.WriteEndArray();
    }

    private static void WriteChannel(Utf8JsonWriter json, ulong id, int type, string name)
    {
        json.WriteStartObject();
        json.WriteId("id", id);
        json.WriteNumber("type", type);
        json.WriteString("name", name);
        json.WriteNumber("position", type);
        json.WriteNull("parent_id");
        json.WriteEmptyArray("permission_overwrites");
        json.WriteNumber("flags", 0);
        json.WriteEndObject();
    }
}
