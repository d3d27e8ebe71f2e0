using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World;

/// <summary>READY, with the keys that captures show beyond the documented ones.</summary>
internal static class ReadyBody
{
    public static byte[] Write(ServerState state, Session session, bool echoShard)
        => JsonText.ToBytes(Text(state, session, echoShard));

    /// <summary>Production writes no slash behind the host of the resume address.</summary>
    public static string Text(ServerState state, Session session, bool echoShard)
    {
        var bot = GuildWorld.BotOf(session.Application);
        return $$$"""
            {"v":10,"user_settings":{},"user":{{{UserObject.OwnUser(bot)}}},
            {{{(echoShard ? $"\"shard\":[{session.Shard.Index},{session.Shard.Count}]," : "")}}}"session_type":"normal",
            "session_id":"{{{session.Id}}}","resume_gateway_url":{{{JsonText.Quote(state.ResumeUrl.OriginalString.TrimEnd('/'))}}},
            "relationships":[],"private_channels":[],"presences":[],"guild_join_requests":[],"game_relationships":[],
            "guilds":{{{JsonText.List(state.World.GuildsOf(session.Shard).Select(g => $$"""{"unavailable":true,"id":"{{g.Id}}"}"""))}}},
            "geo_ordered_rtc_regions":["rotterdam"],"explicit_content_scan_version":2,"auth":{},
            "application":{"id":"{{{bot.UserId}}}","flags":565248},"_trace":["[\"gateway-sim\",{\"micros\":51234}]"]}
            """;
    }
}
