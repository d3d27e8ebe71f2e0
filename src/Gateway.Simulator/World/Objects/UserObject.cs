using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Objects;

/// <summary>Users and members as JSON.</summary>
internal static class UserObject
{
    public const string JoinedAt = "2024-05-06T07:08:09.123000+00:00";

    public static string User(Member member) => $$$"""
        {"username":"{{{member.Name}}}","public_flags":0,"primary_guild":null,"id":"{{{member.UserId}}}",
        "global_name":{{{(member.IsBot ? "null" : $"\"User {member.Number}\"")}}},"discriminator":"{{{(member.IsBot ? "0042" : "0")}}}",
        "collectibles":null,"bot":{{{JsonText.Bool(member.IsBot)}}},"avatar_decoration_data":null,
        "avatar":{{{(member.IsBot ? "null" : $"\"{JsonText.Hash(member.UserId)}\"")}}}}
        """;

    /// <summary>The bot's own user, with what nobody else gets to see.</summary>
    public static string OwnUser(Member bot) => $$$"""
        {"verified":true,"mfa_enabled":false,"flags":0,"email":null,"banner":null,"accent_color":null,"locale":"en-US",
        "bio":"",{{{User(bot)[1..]}}}
        """;

    /// <summary>A member with its user.</summary>
    public static string Member(Guild guild, Member member)
        => $$$"""{"user":{{{User(member)}}},{{{Fields(guild, member)}}}}""";

    /// <summary>A member without its user, as messages have it.</summary>
    public static string BareMember(Guild guild, Member member) => $$$"""{{{{Fields(guild, member)}}}}""";

    /// <summary>A member and the guild it is in, as the events about members have it.</summary>
    public static string MemberOf(Guild guild, Member member)
        => $$$"""{"guild_id":"{{{guild.Id}}}",{{{Member(guild, member)[1..]}}}""";

    private static string Fields(Guild guild, Member member) => $$$"""
        "roles":{{{JsonText.Ids(Roles(guild, member))}}},"premium_since":null,"pending":false,"nick":{{{JsonText.Quote(member.Nick)}}},
        "mute":false,"joined_at":"{{{JoinedAt}}}","flags":0,"deaf":false,"communication_disabled_until":null,
        "banner":null,"avatar":null
        """;

    private static IEnumerable<ulong> Roles(Guild guild, Member member)
        => member.HasRole ? [guild.Role(member.IsBot ? 1 : 2)] : [];
}
