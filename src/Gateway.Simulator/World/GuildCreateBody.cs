using Gateway.Simulator.Protocol;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World;

/// <summary>GUILD_CREATE: the guild and what comes only with it.</summary>
internal static class GuildCreateBody
{
    public static string Text(GuildWorld world, Guild guild, Member bot, GuildView view)
    {
        var voice = world.VoiceStatesOf(guild).ToArray();
        var shown = MembersShown(guild, bot, view, [.. voice.Select(v => v.Member)]).ToArray();
        var presences = view.ShowsPresences(guild) ? shown.Where(m => m.IsOnline && m != bot) : [];
        return $$$"""
            {{{{GuildObject.Fields(guild)}}},"joined_at":"{{{UserObject.JoinedAt}}}","large":{{{JsonText.Bool(view.IsLarge(guild))}}},
            {{{(view.Unavailable is { } unavailable ? $"\"unavailable\":{JsonText.Bool(unavailable)}," : "")}}}"member_count":{{{guild.MemberCount}}},
            "channels":{{{JsonText.List(guild.Channels.Select(c => ChannelObject.Channel(guild, c)))}}},
            "threads":[{{{ChannelObject.Thread(guild, guild.Thread, bot)}}}],
            "members":{{{JsonText.List(shown.Select(m => UserObject.Member(guild, m)))}}},
            "presences":{{{JsonText.List(presences.Select(ActivityObject.Presence))}}},
            "voice_states":{{{JsonText.List(voice.Select(v => VoiceObject.State(v.Member, v.ChannelId)))}}},
            "stage_instances":[{{{GuildObject.StageInstance(guild)}}}],"guild_scheduled_events":[{{{GuildObject.ScheduledEvent(guild)}}}],
            "soundboard_sounds":[{{{GuildObject.Sound(guild)}}}],"embedded_activities":[],"application_command_counts":{},"version":1772360430123}
            """;
    }

    /// <summary>Discord's table: the presences intent and the size of the guild decide, not the members intent.</summary>
    private static IEnumerable<Member> MembersShown(Guild guild, Member bot, GuildView view, HashSet<Member> inVoice)
    {
        if (!view.ShowsPresences(guild))
        {
            return inVoice.Append(bot).Distinct().OrderBy(m => m.Number);
        }

        return view.IsLarge(guild)
            ? guild.Members.Where(m => m == bot || m.IsOnline || m.HasRole || m.Nick is not null || inVoice.Contains(m))
            : guild.Members;
    }
}
