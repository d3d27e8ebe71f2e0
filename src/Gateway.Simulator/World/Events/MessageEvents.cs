using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World.Events;

/// <summary>Bodies of the events about messages.</summary>
internal static class MessageEvents
{
    private const string Fire = """{"name":"🔥","id":null}""";

    public static string Create(EventScene scene) => MessageObject.Message(Parts(scene));

    public static string Update(EventScene scene) => MessageObject.Message(Parts(scene) with { IsEdited = true });

    public static string Delete(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}"id":"{{{scene.FreshId}}}","channel_id":"{{{scene.ChannelId}}}"}""";

    public static string DeleteBulk(EventScene scene) => $$$"""
        {{{{scene.GuildId}}}"ids":{{{Protocol.JsonText.Ids(Enumerable.Range(0, 20).Select(i => scene.FreshId + (ulong)i))}}},
        "channel_id":"{{{scene.ChannelId}}}"}
        """;

    public static string ReactionAdd(EventScene scene) => $$$"""
        {"user_id":"{{{scene.Who.UserId}}}","type":0,"message_id":"{{{scene.FreshId}}}","message_author_id":"{{{scene.Bot.UserId}}}",
        {{{scene.MemberOrNothing}}}{{{scene.GuildId}}}"emoji":{{{Fire}}},"channel_id":"{{{scene.ChannelId}}}","burst":false}
        """;

    public static string ReactionRemove(EventScene scene) => $$$"""
        {"user_id":"{{{scene.Who.UserId}}}","type":0,{{{scene.GuildId}}}{{{OfMessage(scene)}}},"emoji":{{{Fire}}},"burst":false}
        """;

    public static string ReactionRemoveAll(EventScene scene) => $$$"""{{{{scene.GuildId}}}{{{OfMessage(scene)}}}}""";

    public static string ReactionRemoveEmoji(EventScene scene)
        => $$$"""{{{{scene.GuildId}}}{{{OfMessage(scene)}}},"emoji":{{{Fire}}}}""";

    public static string TypingStart(EventScene scene) => $$$"""
        {"user_id":"{{{scene.Who.UserId}}}","timestamp":{{{scene.UnixSeconds}}},{{{scene.MemberOrNothing}}}{{{scene.GuildId}}}
        "channel_id":"{{{scene.ChannelId}}}"}
        """;

    public static string PollVote(EventScene scene)
        => $$$"""{"user_id":"{{{scene.Who.UserId}}}",{{{scene.GuildId}}}{{{OfMessage(scene)}}},"answer_id":1}""";

    private static string OfMessage(EventScene scene)
        => $"\"message_id\":\"{scene.FreshId}\",\"channel_id\":\"{scene.ChannelId}\"";

    /// <summary>Mostly short, now and then an essay, embeds or an answer: 0.8 to 4 KB in all.</summary>
    private static MessageParts Parts(EventScene scene)
    {
        var message = new MessageParts
        {
            Id = scene.FreshId,
            ChannelId = scene.ChannelId,
            Guild = scene.MaybeGuild,
            Author = scene.Who,
            Content = scene.Words(scene.Roll(0, 4) == 0 ? scene.Roll(100, 250) : scene.Roll(1, 60)),
            Timestamp = scene.Now,
            Embeds = scene.Roll(0, 6) == 0 ? scene.Roll(1, 3) : 0,
            Attachments = scene.Roll(0, 10) == 0 ? 1 : 0,
            ChannelType = scene.MaybeGuild is null ? 1 : 0,
        };
        return scene.Roll(0, 8) > 0 ? message : message with
        {
            Embeds = 0,
            AnswerTo = message with { Id = scene.FreshId - 1, Embeds = 0, Attachments = 0, Content = scene.Words(12) },
        };
    }
}
