using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about voice and stages.</summary>
internal static class VoiceEvents
{
    public static string State(EventScene scene) => VoiceObject.StateOf(scene.Guild, scene.Who, scene.Guild.VoiceChannelId);

    public static string Server(EventScene scene) => VoiceObject.Server(scene.Guild);

    public static string StageInstance(EventScene scene) => GuildObject.StageInstance(scene.Guild);

    public static string Effect(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"user_id":"{{{scene.Who.UserId}}}","channel_id":"{{{scene.Guild.VoiceChannelId}}}",
        "emoji":{"name":"🎉","id":null},"animation_type":1,"animation_id":4,
        "sound_id":"{{{scene.Guild.Thing(GuildThing.Sound)}}}","sound_volume":0.75}
        """;

    public static string ChannelStatus(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"status":"A status","id":"{{{scene.Guild.VoiceChannelId}}}"}""";

    public static string ChannelStartTime(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"voice_start_time":{{{scene.UnixSeconds}}},"id":"{{{scene.Guild.VoiceChannelId}}}"}""";
}
