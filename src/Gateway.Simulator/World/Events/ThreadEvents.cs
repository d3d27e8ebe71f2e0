using Gateway.Simulator.Protocol;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about threads.</summary>
internal static class ThreadEvents
{
    public static string Create(EventScene scene)
        => ChannelObject.Thread(scene.Guild, scene.Guild.Thread, scene.Bot, ",\"newly_created\":true");

    public static string Update(EventScene scene) => ChannelObject.Thread(scene.Guild, scene.Guild.Thread, null);

    public static string Delete(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"type":{{{(int)ChannelType.PublicThread}}},"parent_id":"{{{scene.Guild.TextChannelId}}}","id":"{{{scene.Guild.ThreadId}}}"}
        """;

    public static string ListSync(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"channel_ids":["{{{scene.Guild.TextChannelId}}}"],
        "threads":[{{{ChannelObject.Thread(scene.Guild, scene.Guild.Thread, null)}}}],
        "members":[{{{ChannelObject.ThreadMember(scene.Guild.Thread, scene.Bot)}}}]}
        """;

    public static string MemberUpdate(EventScene scene)
        => ChannelObject.ThreadMember(scene.Guild.Thread, scene.Bot, $",\"guild_id\":\"{scene.Guild.Id}\"");

    /// <summary>The bot itself is added, so that sessions with only the one or the other intent get it.</summary>
    public static string MembersUpdate(EventScene scene)
    {
        var member = $",\"member\":{UserObject.Member(scene.Guild, scene.Bot)},\"presence\":null";
        return $$$"""
            {{{{scene.GuildId}}}"id":"{{{scene.Guild.ThreadId}}}","member_count":2,
            "added_members":[{{{ChannelObject.ThreadMember(scene.Guild.Thread, scene.Bot, member)}}}],
            "removed_member_ids":{{{JsonText.Ids([scene.Who.UserId])}}}}
            """;
    }
}
