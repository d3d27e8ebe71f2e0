using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.Http;

/// <summary>Messages that bots send, and their answers to interactions. Each becomes the event that Discord makes of it.</summary>
internal static partial class MessageRoutes
{
    private const int MaxContent = 2000;
    private const int MaxNonce = 25;

    public static IEnumerable<RestRoute> All =>
    [
        new("POST", "channels/{id}/messages", Send),
        new("DELETE", "channels/{id}/messages/{id}", Delete),
        new("POST", "channels/{id}/typing", Type),
        new("POST", "interactions/{id}/*/callback", Respond) { NeedsToken = false },
    ];

    private static RestAnswer Send(RestCall call) => InPlace(call, place =>
    {
        if (Read(call, place) is not { } message)
        {
            return RestAnswer.InvalidForm("body", $"content of up to {MaxContent} characters, embeds and components as lists, a nonce of up to {MaxNonce}");
        }

        if (message is { Content: "", EmbedsJson: null or "[]", ComponentsJson: null or "[]" })
        {
            return RestAnswer.EmptyMessage;
        }

        call.State.Events.Dispatch("MESSAGE_CREATE", place.To, JsonText.ToBytes(MessageObject.Message(message)), call.State.Now);
        return RestAnswer.Ok(MessageObject.Message(message, withGuild: false));
    });

    private static RestAnswer Delete(RestCall call) => InPlace(call, place =>
    {
        var guild = place.Guild is { } of ? $",\"guild_id\":\"{of.Id}\"" : "";
        var body = $$$"""{"id":"{{{call.Ids[1]}}}","channel_id":"{{{call.Ids[0]}}}"{{{guild}}}}""";
        call.State.Events.Dispatch("MESSAGE_DELETE", place.To, JsonText.ToBytes(body), call.State.Now);
        return RestAnswer.NoContent;
    });

    private static RestAnswer Type(RestCall call) => InPlace(call, place =>
    {
        var bot = GuildWorld.BotOf(call.Bot);
        var guild = place.Guild is { } of ? $"\"member\":{UserObject.Member(of, bot)},\"guild_id\":\"{of.Id}\"," : "";
        var body = $$$"""{"user_id":"{{{bot.UserId}}}","timestamp":{{{call.State.WallNow.ToUnixTimeSeconds()}}},{{{guild}}}"channel_id":"{{{call.Ids[0]}}}"}""";
        call.State.Events.Dispatch("TYPING_START", place.To, JsonText.ToBytes(body), call.State.Now);
        return RestAnswer.NoContent;
    });

    /// <summary>Some libraries ask to be told of the message that their answer became.</summary>
    private static RestAnswer Respond(RestCall call)
    {
        if (!call.Body.Get("type").TryInt32(out var type))
        {
            return RestAnswer.InvalidForm("type", "an integer");
        }

        if (call.Query["with_response"].ToString() is not ("true" or "1" or "True"))
        {
            return RestAnswer.NoContent;
        }

        call.Body.Get("data").Get("content").TryString(out var content);
        var message = new MessageParts
        {
            Id = call.State.Events.NextId(),
            ChannelId = EventScene.DirectChannelOf(EventScene.DirectUserId),
            Author = GuildWorld.BotOf(call.Bot),
            Content = content,
            Timestamp = JsonText.Time(call.State.WallNow),
        };
        return RestAnswer.Ok($$$"""
            {"interaction":{"id":"{{{call.Ids[0]}}}","type":2,"response_message_id":"{{{message.Id}}}","response_message_loading":false,
            "response_message_ephemeral":false},"resource":{"type":{{{type}}},"message":{{{MessageObject.Message(message, withGuild: false)}}}}}
            """);
    }

    private static RestAnswer InPlace(RestCall call, Func<Place, RestAnswer> answer)
    {
        if (EventScene.DirectUserOf(call.Ids[0]) is { } userId && call.State.World.FindUser(userId) is { } user)
        {
            return answer(new Place(null, user));
        }

        if (call.State.World.FindOwner(call.Ids[0]) is not { } guild || guild.FindChannel(call.Ids[0]) is not { } channel)
        {
            return RestAnswer.UnknownChannel;
        }

        return channel.Type is ChannelType.Category or ChannelType.Forum ? RestAnswer.NotTextBased : answer(new Place(guild, null));
    }

    /// <summary>Null when a value is of the wrong type or too long.</summary>
    private static MessageParts? Read(RestCall call, Place place)
    {
        var (content, nonce, embeds, components) = (call.Body.Get("content"), call.Body.Get("nonce"), call.Body.Get("embeds"), call.Body.Get("components"));
        var text = "";
        if (call.Body.ValueKind != JsonValueKind.Object || (!content.IsAbsentOrNull() && !content.TryString(out text)) || text.Length > MaxContent
            || !IsNonce(nonce) || !IsListOrNothing(embeds) || !IsListOrNothing(components))
        {
            return null;
        }

        return new MessageParts
        {
            Id = call.State.Events.NextId(),
            ChannelId = call.Ids[0],
            Guild = place.Guild,
            Author = GuildWorld.BotOf(call.Bot),
            Content = text,
            Timestamp = JsonText.Time(call.State.WallNow),
            ChannelType = place.Guild is { } guild ? (int)guild.FindChannel(call.Ids[0])!.Value.Type : 1,
            Mentions = [.. MentionsIn(call, text, place)],
            Nonce = nonce.IsAbsentOrNull() ? null : nonce.GetRawText(),
            EmbedsJson = embeds.IsAbsentOrNull() ? null : embeds.GetRawText(),
            ComponentsJson = components.IsAbsentOrNull() ? null : components.GetRawText(),
            ReferenceId = call.Body.Get("message_reference").Get("message_id").TrySnowflake(out var before) ? before : null,
        };
    }

    private static IEnumerable<Member> MentionsIn(RestCall call, string text, Place place)
    {
        foreach (Match match in Mention().Matches(text))
        {
            if (ulong.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var id)
                && (place.Guild is { } guild ? guild.FindMember(id) : call.State.World.FindUser(id)) is { } mentioned)
            {
                yield return mentioned;
            }
        }
    }

    private static bool IsNonce(JsonElement nonce) => nonce.IsAbsentOrNull() || nonce.TryInt64(out _)
        || (nonce.TryString(out var text) && text.Length <= MaxNonce);

    private static bool IsListOrNothing(JsonElement list) => list.IsAbsentOrNull() || list.ValueKind == JsonValueKind.Array;

    [GeneratedRegex("<@!?([0-9]{1,20})>")]
    private static partial Regex Mention();

    /// <summary>Where a message is: in a guild, or in the direct messages with a user.</summary>
    private readonly record struct Place(Guild? Guild, Member? User)
    {
        public DispatchTo To => Guild is { } guild ? DispatchTo.Guild(guild.Id) : DispatchTo.Direct(User?.UserId);
    }
}
