using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Objects;

/// <summary>Channels, threads and roles as JSON.</summary>
internal static class ChannelObject
{
    /// <summary>A channel with its guild.</summary>
    public static string ChannelOf(Guild guild, Channel channel)
        => $$$"""{"guild_id":"{{{guild.Id}}}",{{{Channel(guild, channel)[1..]}}}""";

    /// <summary>A channel as GUILD_CREATE has it: without the guild.</summary>
    public static string Channel(Guild guild, Channel channel) => channel.Type == ChannelType.PublicThread
        ? Thread(guild, channel, null)
        : $$$"""
        {"id":"{{{channel.Id}}}","type":{{{(int)channel.Type}}},"name":"{{{channel.Name}}}","position":{{{channel.Id % 1000}}},
        "parent_id":{{{JsonText.Id(channel.ParentId)}}},"flags":0,
        "permission_overwrites":[{"type":0,"id":"{{{guild.Role(2)}}}","deny":"0","allow":"1024"}]{{{OfType(guild, channel.Type, channel.UserLimit)}}}}
        """;

    /// <param name="guild">Where.</param>
    /// <param name="channel">The thread.</param>
    /// <param name="member">The thread member of the bot; null when it is not in.</param>
    /// <param name="more">More fields, each with a comma before it.</param>
    public static string Thread(Guild guild, Channel channel, Member? member, string more = "") => $$$"""
        {"id":"{{{channel.Id}}}","type":{{{(int)channel.Type}}},"guild_id":"{{{guild.Id}}}","parent_id":{{{JsonText.Id(channel.ParentId)}}},
        "owner_id":"{{{guild.Person(0).UserId}}}","name":"{{{channel.Name}}}","last_message_id":"{{{guild.Thing(GuildThing.Message)}}}",
        "rate_limit_per_user":0,"message_count":3,"member_count":2,"total_message_sent":3,"flags":0,
        "thread_metadata":{"archived":false,"auto_archive_duration":1440,"archive_timestamp":"{{{UserObject.JoinedAt}}}",
        "locked":false,"create_timestamp":"{{{UserObject.JoinedAt}}}"}{{{(member is { } m ? $",\"member\":{ThreadMember(channel, m)}" : "")}}}{{{more}}}}
        """;

    public static string ThreadMember(Channel thread, Member member, string more = "") => $$$"""
        {"id":"{{{thread.Id}}}","user_id":"{{{member.UserId}}}","join_timestamp":"{{{UserObject.JoinedAt}}}","flags":1{{{more}}}}
        """;

    public static string Role(Guild guild, int number)
    {
        var name = number switch { 0 => "@everyone", 1 => guild.Member(0).Name, _ => $"role-{number}" };
        return $$$"""
            {"id":"{{{guild.Role(number)}}}","name":"{{{name}}}","version":0,"unicode_emoji":null,
            "tags":{{{(number == 1 ? $$"""{"bot_id":"{{guild.Member(0).UserId}}"}""" : "{}")}}},"position":{{{number}}},
            "permissions":"{{{(number == 1 ? "8" : "2248473465835073")}}}","mentionable":false,
            "managed":{{{JsonText.Bool(number == 1)}}},"icon":null,"hoist":{{{JsonText.Bool(number == 2)}}},"flags":0,
            "colors":{"tertiary_color":null,"secondary_color":null,"primary_color":{{{number * 1000}}}},"color":{{{number * 1000}}}}
            """;
    }

    private static string OfType(Guild guild, ChannelType type, int userLimit) => type switch
    {
        ChannelType.Category => "",
        ChannelType.Voice or ChannelType.Stage => $$$"""
            ,"bitrate":64000,"user_limit":{{{userLimit}}},"rtc_region":null,"nsfw":false,"last_message_id":null,"rate_limit_per_user":0
            """,
        ChannelType.Forum => $$$"""
            ,"topic":null,"nsfw":false,"last_message_id":null,"rate_limit_per_user":0,"default_reaction_emoji":null,
            "default_sort_order":null,"default_forum_layout":0,"default_thread_rate_limit_per_user":0,
            "available_tags":[{"id":"{{{guild.Id + 90}}}","name":"solved","moderated":false,"emoji_id":null,"emoji_name":"✅"}]
            """,
        _ => $$$"""
            ,"topic":"Whatever {{{guild.Name}}} talks about","nsfw":false,"last_pin_timestamp":null,
            "last_message_id":"{{{guild.Thing(GuildThing.Message)}}}","rate_limit_per_user":0
            """,
    };
}
