using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.World;

/// <summary>READY, with the keys that captures show beyond the documented ones.</summary>
internal static class ReadyBody
{
    public static byte[] Write(ServerState state, Session session, bool echoShard) => JsonBody.Write(json =>
    {
        json.WriteNumber("v", 10);
        json.WriteEmptyObject("user_settings");
        WriteUser(json);
        if (echoShard)
        {
            json.WriteStartArray("shard");
            json.WriteNumberValue(session.Shard.Index);
            json.WriteNumberValue(session.Shard.Count);
            json.WriteEndArray();
        }

        json.WriteString("session_type", "normal");
        json.WriteString("session_id", session.Id);

        // Production writes no slash behind the host.
        json.WriteString("resume_gateway_url", state.ResumeUrl.OriginalString.TrimEnd('/'));
        foreach (var empty in (string[])["relationships", "private_channels", "presences", "guild_join_requests", "game_relationships"])
        {
            json.WriteEmptyArray(empty);
        }

        json.WriteStartArray("guilds");
        foreach (var guild in state.World.GuildsOf(session.Shard))
        {
            json.WriteStartObject();
            json.WriteBoolean("unavailable", true);
            json.WriteId("id", guild.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("geo_ordered_rtc_regions");
        json.WriteStringValue("rotterdam");
        json.WriteEndArray();
        json.WriteEmptyObject("auth");
        json.WriteStartObject("application");
        json.WriteId("id", GuildWorld.BotId);
        json.WriteNumber("flags", 565248);
        json.WriteEndObject();
        json.WriteStartArray("_trace");
        json.WriteStringValue("[\"gateway-sim\",{\"micros\":51234}]");
        json.WriteEndArray();
    });

    private static void WriteUser(Utf8JsonWriter json)
    {
        json.WriteStartObject("user");
        MemberBodies.WriteUser(json, new Member(GuildWorld.BotId, "sim-bot", true));
        json.WriteBoolean("verified", true);
        json.WriteBoolean("mfa_enabled", false);
        json.WriteNumber("flags", 0);
        json.WriteNull("email");
        json.WriteEndObject();
    }
}
