using System.Globalization;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.Http;

/// <summary>The bot itself, its application, its guilds, and other users.</summary>
internal static class UserRoutes
{
    private const int MaxGuildsPerPage = 200;

    public static IEnumerable<RestRoute> All =>
    [
        new("GET", "users/@me", call => RestAnswer.Ok(UserObject.OwnUser(GuildWorld.BotOf(call.Bot)))),
        new("GET", "users/@me/guilds", OwnGuilds),
        new("POST", "users/@me/channels", OpenDirectChannel),
        new("GET", "users/{id}", call => call.State.World.FindUser(call.Ids[0]) is { } user ? RestAnswer.Ok(UserObject.User(user)) : RestAnswer.UnknownUser),
        new("GET", "applications/@me", call => RestAnswer.Ok(Application(call))),
        new("GET", "oauth2/applications/@me", call => RestAnswer.Ok(Application(call))),
    ];

    public static string DirectChannel(Member user) => $$$"""
        {"id":"{{{EventScene.DirectChannelOf(user.UserId)}}}","type":1,"last_message_id":null,"flags":0,"recipients":[{{{UserObject.User(user)}}}]}
        """;

    private static RestAnswer OwnGuilds(RestCall call)
    {
        var after = ulong.TryParse(call.Query["after"], CultureInfo.InvariantCulture, out var id) ? id : 0;
        var limit = int.TryParse(call.Query["limit"], CultureInfo.InvariantCulture, out var wanted) ? wanted : MaxGuildsPerPage;
        if (limit is < 1 or > MaxGuildsPerPage)
        {
            return RestAnswer.InvalidForm("limit", $"1 to {MaxGuildsPerPage}");
        }

        var guilds = call.State.World.GuildsOf(new ShardKey(0, 1)).Where(g => g.Id > after).Take(limit);
        return RestAnswer.Ok(JsonText.List(guilds.Select(g => $$$"""
            {"id":"{{{g.Id}}}","name":"{{{g.Name}}}","icon":"{{{JsonText.Hash(g.Id)}}}","banner":null,"owner":false,"permissions":"2248473465835073","features":["COMMUNITY"]}
            """)));
    }

    private static RestAnswer OpenDirectChannel(RestCall call)
    {
        if (!call.Body.Get("recipient_id").TrySnowflake(out var id))
        {
            return RestAnswer.InvalidForm("recipient_id", "a snowflake");
        }

        return call.State.World.FindUser(id) is { } user ? RestAnswer.Ok(DirectChannel(user)) : RestAnswer.UnknownUser;
    }

    private static string Application(RestCall call)
    {
        var bot = GuildWorld.BotOf(call.Bot);
        var owner = UserObject.User(GuildWorld.Owner);
        return $$$"""
            {"id":"{{{bot.UserId}}}","name":"{{{bot.Name}}}","icon":null,"description":"A bot of the simulator","summary":"","type":null,
            "is_monetized":false,"is_verified":false,"is_discoverable":false,"hook":true,"bot_public":true,"bot_require_code_grant":false,
            "verify_key":"{{{JsonText.Hash(bot.UserId)}}}{{{JsonText.Hash(bot.UserId + 1)}}}","flags":565248,"tags":[],"redirect_uris":[],
            "interactions_endpoint_url":null,"role_connections_verification_url":null,"event_webhooks_url":null,"event_webhooks_status":1,
            "rpc_origins":[],"team":null,"owner":{{{owner}}},"bot":{{{UserObject.User(bot)}}},
            "approximate_guild_count":{{{call.State.World.GuildCountOf(new ShardKey(0, 1))}}},"approximate_user_install_count":0,
            "integration_types_config":{"0":{"oauth2_install_params":{"scopes":["bot"],"permissions":"0"} } },
            "approximate_user_authorization_count":0}
            """;
    }
}
