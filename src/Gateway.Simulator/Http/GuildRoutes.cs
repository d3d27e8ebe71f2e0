using System.Globalization;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.Http;

/// <summary>Guilds, their channels, roles and members.</summary>
internal static class GuildRoutes
{
    public static IEnumerable<RestRoute> All =>
    [
        new("GET", "guilds/{id}", call => InGuild(call, guild => RestAnswer.Ok(GuildObject.Guild(guild)))),
        new("GET", "guilds/{id}/channels", call => InGuild(call, guild => RestAnswer.Ok(
            JsonText.List(guild.Channels.Select(c => ChannelObject.ChannelOf(guild, c)))))),
        new("GET", "guilds/{id}/roles", call => InGuild(call, guild => RestAnswer.Ok(GuildObject.Roles(guild)))),
        new("GET", "guilds/{id}/members", Members),
        new("GET", "guilds/{id}/members/{id}", call => InGuild(call, guild => guild.FindMember(call.Ids[1]) is { } member
            ? RestAnswer.Ok(UserObject.Member(guild, member))
            : RestAnswer.UnknownMember)),
        new("GET", "channels/{id}", Channel),
    ];

    private static RestAnswer InGuild(RestCall call, Func<Guild, RestAnswer> answer)
        => call.State.World.Find(call.Ids[0]) is { } guild ? answer(guild) : RestAnswer.UnknownGuild;

    private static RestAnswer Members(RestCall call)
    {
        var limit = int.TryParse(call.Query["limit"], CultureInfo.InvariantCulture, out var wanted) ? wanted : 1;
        var after = ulong.TryParse(call.Query["after"], CultureInfo.InvariantCulture, out var id) ? id : 0;
        return limit is < 1 or > 1000
            ? RestAnswer.InvalidForm("limit", "1 to 1000")
            : InGuild(call, guild => RestAnswer.Ok(JsonText.List(guild.Members
                .OrderBy(m => m.UserId).Where(m => m.UserId > after).Take(limit).Select(m => UserObject.Member(guild, m)))));
    }

    private static RestAnswer Channel(RestCall call)
    {
        if (EventScene.DirectUserOf(call.Ids[0]) is { } userId && call.State.World.FindUser(userId) is { } user)
        {
            return RestAnswer.Ok(UserRoutes.DirectChannel(user));
        }

        return call.State.World.FindOwner(call.Ids[0]) is { } guild && guild.FindChannel(call.Ids[0]) is { } channel
            ? RestAnswer.Ok(channel.Type == ChannelType.PublicThread ? ChannelObject.Channel(guild, channel) : ChannelObject.ChannelOf(guild, channel))
            : RestAnswer.UnknownChannel;
    }
}
