using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about AutoMod and the audit log.</summary>
internal static class ModerationEvents
{
    public static string Rule(EventScene scene) => GuildObject.AutoModerationRule(scene.Guild);

    public static string ActionExecution(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"user_id":"{{{scene.Who.UserId}}}","rule_trigger_type":1,
        "rule_id":"{{{scene.Guild.Thing(GuildThing.AutoModerationRule)}}}","message_id":"{{{scene.FreshId}}}","matched_keyword":"spam",
        "matched_content":"spam","content":"this is spam","channel_id":"{{{scene.ChannelId}}}",
        "action":{"metadata":{"custom_message":"Not here, please."},"type":1}}
        """;

    public static string AuditLogEntry(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"user_id":"{{{scene.Guild.Person(0).UserId}}}","target_id":"{{{scene.Who.UserId}}}","action_type":24,
        "id":"{{{scene.FreshId}}}","changes":[{"key":"nick","old_value":"before","new_value":"after"}],"reason":"a reason"}
        """;
}
