using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about guilds, their members, roles and expressions.</summary>
internal static class GuildEvents
{
    /// <summary>As for a guild newly joined: no <c>unavailable</c>.</summary>
    public static string Create(EventScene scene)
        => GuildCreateBody.Text(scene.State.World, scene.Guild, scene.Bot, GuildView.Of(scene.Session, unavailable: null));

    public static string Update(EventScene scene) => GuildObject.Guild(scene.Guild);

    public static string Delete(EventScene scene) => $$$"""{"id":"{{{scene.Guild.Id}}}"}""";

    public static string IdOfGuild(EventScene scene) => $$$"""{"guild_id":"{{{scene.Guild.Id}}}"}""";

    public static string UserOfGuild(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"user":{{{UserObject.User(scene.Who)}}}}""";

    public static string MemberAdd(EventScene scene) => UserObject.MemberOf(scene.Guild, scene.Who);

    public static string MemberUpdate(EventScene scene) => UserObject.MemberOf(scene.Guild, scene.Who);

    public static string Emojis(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"emojis":{{{GuildObject.Emojis(scene.Guild)}}}}""";

    public static string Stickers(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"stickers":[{{{GuildObject.Sticker(scene.Guild)}}}]}""";

    public static string Role(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"role":{{{ChannelObject.Role(scene.Guild, 2)}}}}""";

    public static string RoleDelete(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"role_id":"{{{scene.Guild.Role(2)}}}"}""";

    public static string ScheduledEvent(EventScene scene) => GuildObject.ScheduledEvent(scene.Guild);

    public static string ScheduledEventUser(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"user_id":"{{{scene.Who.UserId}}}",
        "guild_scheduled_event_id":"{{{scene.Guild.Thing(GuildThing.ScheduledEvent)}}}"}
        """;

    public static string Sound(EventScene scene) => GuildObject.Sound(scene.Guild);

    public static string SoundDelete(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"sound_id":"{{{scene.Guild.Thing(GuildThing.Sound)}}}"}""";

    public static string Sounds(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"soundboard_sounds":[{{{GuildObject.Sound(scene.Guild)}}}]}""";
}
