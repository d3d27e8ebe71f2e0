using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Objects;

/// <summary>Voice states and voice servers as JSON.</summary>
internal static class VoiceObject
{
    /// <summary>A state as VOICE_STATE_UPDATE has it.</summary>
    /// <param name="guild">Where.</param>
    /// <param name="member">Who.</param>
    /// <param name="channelId">The channel; null for none.</param>
    /// <param name="mute">Whether the member has muted itself.</param>
    /// <param name="deaf">Whether the member has deafened itself.</param>
    public static string StateOf(Guild guild, Member member, ulong? channelId, bool mute = false, bool deaf = false) => $$$"""
        {"guild_id":"{{{guild.Id}}}","member":{{{UserObject.Member(guild, member)}}},{{{State(member, channelId, mute, deaf)[1..]}}}
        """;

    /// <summary>A state as GUILD_CREATE has it: without the guild. A voice session is another than the gateway's.</summary>
    public static string State(Member member, ulong? channelId, bool mute = false, bool deaf = false) => $$$"""
        {"user_id":"{{{member.UserId}}}","suppress":false,"session_id":"{{{JsonText.Hash(member.UserId + 7)}}}","self_video":false,
        "self_mute":{{{JsonText.Bool(mute)}}},"self_deaf":{{{JsonText.Bool(deaf)}}},"request_to_speak_timestamp":null,"mute":false,
        "deaf":false,"channel_id":{{{JsonText.Id(channelId)}}}}
        """;

    public static string Server(Guild guild) => $$$"""
        {"token":"{{{JsonText.Hash(guild.Id)[..16]}}}","guild_id":"{{{guild.Id}}}","endpoint":"rotterdam77.simulator.test:2048"}
        """;
}
