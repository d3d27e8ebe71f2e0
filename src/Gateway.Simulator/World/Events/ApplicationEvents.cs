using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about the application: commands, interactions, integrations, purchases.</summary>
internal static class ApplicationEvents
{
    private const ulong SkuId = 1300000000000000001;
    private const ulong EntitlementId = 1300000000000000002;
    private const ulong SubscriptionId = 1300000000000000003;
    private const string From = "2026-01-01T00:00:00.000000+00:00";
    private const string Until = "2026-12-31T00:00:00.000000+00:00";

    public static string CommandPermissions(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"id":"{{{scene.Guild.Thing(GuildThing.Command)}}}","application_id":"{{{scene.Bot.UserId}}}",
        "permissions":[{"id":"{{{scene.Guild.Id}}}","type":1,"permission":true}]}
        """;

    /// <summary>A slash command with one option.</summary>
    public static string Interaction(EventScene scene) => $$$"""
        {"version":1,"type":2,"token":"{{{Protocol.JsonText.Hash(scene.FreshId)}}}",
        {{{(scene.MaybeGuild is { } guild ? InGuild(scene, guild) : $"\"user\":{UserObject.User(scene.Who)},")}}}
        "locale":"en-US","id":"{{{scene.FreshId}}}","entitlements":[],"entitlement_sku_ids":[],
        "data":{"type":1,"options":[{"value":"hello","type":3,"name":"text"}],"name":"echo","id":"1300000000000000004"},
        "context":{{{(scene.MaybeGuild is null ? 1 : 0)}}},"channel_id":"{{{scene.ChannelId}}}",
        "channel":{"id":"{{{scene.ChannelId}}}","type":{{{(scene.MaybeGuild is null ? 1 : 0)}}},"permissions":"2248473465835073"},
        "authorizing_integration_owners":{"0":"{{{scene.MaybeGuild?.Id ?? 0}}}"},"attachment_size_limit":10485760,
        "application_id":"{{{scene.Bot.UserId}}}","app_permissions":"2248473465835073"}
        """;

    public static string Integration(EventScene scene) => GuildObject.Integration(scene.Guild);

    public static string IntegrationDelete(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"id":"{{{scene.Guild.Thing(GuildThing.Integration)}}}","application_id":"{{{scene.Bot.UserId}}}"}
        """;

    public static string Entitlement(EventScene scene) => Entitlement(scene, deleted: false, endsAt: "null");

    public static string EndedEntitlement(EventScene scene) => Entitlement(scene, deleted: false, endsAt: $"\"{Until}\"");

    public static string DeletedEntitlement(EventScene scene) => Entitlement(scene, deleted: true, endsAt: "null");

    public static string Subscription(EventScene scene) => Subscription(scene, status: 0, canceledAt: "null");

    public static string EndedSubscription(EventScene scene) => Subscription(scene, status: 1, canceledAt: $"\"{Until}\"");

    private static string InGuild(EventScene scene, Guild guild)
    {
        var member = UserObject.Member(guild, scene.Who)[1..];
        return $$$"""
            "member":{"permissions":"2248473465835073",{{{member}}},"guild_locale":"en-US","guild_id":"{{{guild.Id}}}",
            "guild":{"locale":"en-US","id":"{{{guild.Id}}}","features":[]},
            """;
    }

    private static string Entitlement(EventScene scene, bool deleted, string endsAt) => $$$"""
        {"user_id":"{{{scene.Who.UserId}}}","type":8,"starts_at":"{{{From}}}","sku_id":"{{{SkuId}}}","id":"{{{EntitlementId}}}",
        "ends_at":{{{endsAt}}},"deleted":{{{Protocol.JsonText.Bool(deleted)}}},"consumed":false,"application_id":"{{{scene.Bot.UserId}}}"}
        """;

    private static string Subscription(EventScene scene, int status, string canceledAt) => $$$"""
        {"user_id":"{{{scene.Who.UserId}}}","status":{{{status}}},"sku_ids":["{{{SkuId}}}"],"renewal_sku_ids":null,"id":"{{{SubscriptionId}}}",
        "entitlement_ids":["{{{EntitlementId}}}"],"current_period_start":"{{{From}}}","current_period_end":"{{{Until}}}",
        "canceled_at":{{{canceledAt}}}}
        """;
}
