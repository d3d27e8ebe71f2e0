using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about channels, invites and webhooks.</summary>
internal static class ChannelEvents
{
    public static string Channel(EventScene scene)
        => ChannelObject.ChannelOf(scene.Guild, scene.Guild.FindChannel(scene.Guild.TextChannelId)!.Value);

    public static string Info(EventScene scene) => $$$"""
        {"guild_id":"{{{scene.Guild.Id}}}",
        "channels":[{"id":"{{{scene.Guild.VoiceChannelId}}}","status":"A status","voice_start_time":{{{scene.UnixSeconds}}}}]}
        """;

    public static string PinsUpdate(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"last_pin_timestamp":"{{{scene.Now}}}","channel_id":"{{{scene.ChannelId}}}"}""";

    public static string InviteCreate(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"uses":0,"type":0,"temporary":false,"max_uses":0,"max_age":86400,
        "inviter":{{{UserObject.User(scene.Who)}}},"flags":0,"expires_at":"2027-01-01T00:00:00.000000+00:00",
        "created_at":"{{{scene.Now}}}","code":"sim{{{scene.Guild.Number}}}","channel_id":"{{{scene.ChannelId}}}"}
        """;

    public static string InviteDelete(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"code":"sim{{{scene.Guild.Number}}}","channel_id":"{{{scene.ChannelId}}}"}""";

    public static string Webhooks(EventScene scene) => $$$"""{{{{scene.GuildId}}}"channel_id":"{{{scene.ChannelId}}}"}""";
}
