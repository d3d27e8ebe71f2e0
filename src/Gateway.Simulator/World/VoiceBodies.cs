using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World;

/// <summary>The two answers to op 4.</summary>
internal static class VoiceBodies
{
    /// <param name="guild">Where.</param>
    /// <param name="channelId">The channel; 0 for none.</param>
    /// <param name="sessionId">Some 32 hex digits. A voice session is another than the gateway's, so it is mirrored.</param>
    /// <param name="mute">Whether the bot has muted itself.</param>
    /// <param name="deaf">Whether the bot has deafened itself.</param>
    public static byte[] State(Guild guild, ulong channelId, string sessionId, bool mute, bool deaf) => JsonBody.Write(json =>
    {
        json.WriteStartObject("member");
        MemberBodies.WriteMember(json, guild.Member(0));
        json.WriteEndObject();
        json.WriteId("user_id", GuildWorld.BotId);
        json.WriteBoolean("suppress", false);
        json.WriteString("session_id", new string([.. sessionId.Reverse()]));
        json.WriteBoolean("self_video", false);
        json.WriteBoolean("self_mute", mute);
        json.WriteBoolean("self_deaf", deaf);
        json.WriteNull("request_to_speak_timestamp");
        json.WriteBoolean("mute", false);
        json.WriteId("guild_id", guild.Id);
        json.WriteBoolean("deaf", false);
        if (channelId == 0)
        {
            json.WriteNull("channel_id");
        }
        else
        {
            json.WriteId("channel_id", channelId);
        }
    });

    public static byte[] Server(Guild guild) => JsonBody.Write(json =>
    {
        json.WriteString("token", "66d29164ca8f1200");
        json.WriteId("guild_id", guild.Id);
        json.WriteString("endpoint", "rotterdam77.simulator.test:2048");
    });
}
