using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Objects;

/// <summary>What a member is seen doing.</summary>
internal static class ActivityObject
{
    /// <summary>A presence as GUILD_CREATE and member chunks have it: without the guild.</summary>
    public static string Presence(Member member) => $$$"""{{{{Fields(member)}}}}""";

    /// <summary>A presence as PRESENCE_UPDATE has it.</summary>
    public static string PresenceOf(Guild guild, Member member)
        => $$$"""{"guild_id":"{{{guild.Id}}}",{{{Fields(member)}}}}""";

    /// <summary>A bot's presence as it set it itself.</summary>
    public static string PresenceOf(Guild guild, Member bot, string status, string activities) => $$$"""
        {"guild_id":"{{{guild.Id}}}","user":{"id":"{{{bot.UserId}}}"},"status":"{{{status}}}",
        "client_status":{{{(status == "offline" ? "{}" : $"{{\"web\":\"{status}\"}}")}}},"activities":{{{activities}}}}
        """;

    private static string Fields(Member member) => $$$"""
        "user":{"id":"{{{member.UserId}}}"},"status":"{{{member.Status}}}","client_status":{{{Clients(member)}}},
        "activities":{{{(member.IsOnline && member.Number % 2 == 1 ? $"[{Listening(member)}]" : "[]")}}}
        """;

    private static string Clients(Member member) => member switch
    {
        { IsOnline: false } => "{}",
        { IsBot: true } => """{"web":"online"}""",
        _ => $$$"""{"desktop":"{{{member.Status}}}"}""",
    };

    private static string Listening(Member member) => $$$"""
        {"type":2,"timestamps":{"start":1772360300000,"end":1772360500000},"sync_id":"{{{JsonText.Hash(member.UserId)[..22]}}}",
        "state":"A Band of {{{member.Number}}}","session_id":"{{{JsonText.Hash(member.UserId + 1)}}}",
        "party":{"id":"spotify:{{{member.UserId}}}"},"name":"Spotify","id":"spotify:1","flags":48,"details":"The song that {{{member.Name}}} hears",
        "created_at":1772360430123,"assets":{"large_text":"An album","large_image":"spotify:{{{JsonText.Hash(member.UserId + 2)}}}"}}
        """;
}
