using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Objects;

/// <summary>What there is to say about one message.</summary>
internal sealed record MessageParts
{
    public required ulong Id { get; init; }

    public required ulong ChannelId { get; init; }

    /// <summary>Null in a direct message.</summary>
    public Guild? Guild { get; init; }

    public required Member Author { get; init; }

    public string Content { get; init; } = "";

    public required string Timestamp { get; init; }

    public bool IsEdited { get; init; }

    public int Embeds { get; init; }

    public int Attachments { get; init; }

    public int ChannelType { get; init; }

    /// <summary>The message this one answers.</summary>
    public MessageParts? AnswerTo { get; init; }

    public IReadOnlyList<Member> Mentions { get; init; } = [];

    /// <summary>The JSON of what the sender asked to have back; null for nothing.</summary>
    public string? Nonce { get; init; }

    /// <summary>The JSON of the embeds, when they are not made up.</summary>
    public string? EmbedsJson { get; init; }

    /// <summary>The JSON of the components; null for none.</summary>
    public string? ComponentsJson { get; init; }

    /// <summary>The message this one answers, when nothing is known of it but its id.</summary>
    public ulong? ReferenceId { get; init; }
}

/// <summary>A message as MESSAGE_CREATE, MESSAGE_UPDATE and REST have it.</summary>
internal static class MessageObject
{
    /// <param name="message">The message.</param>
    /// <param name="withGuild">Whether <c>guild_id</c> and <c>member</c> are told, as events do and REST does not.</param>
    public static string Message(MessageParts message, bool withGuild = true) => $$$"""
        {"type":{{{(message is { AnswerTo: null, ReferenceId: null } ? 0 : 19)}}},"tts":false,"timestamp":"{{{message.Timestamp}}}","pinned":false,
        {{{Reference(message)}}}{{{(message.Nonce is { } nonce ? $"\"nonce\":{nonce}," : "")}}}"mentions":{{{Mentions(message, withGuild)}}},
        "mention_roles":[],"mention_everyone":false,{{{(withGuild ? Place(message) : "")}}}"id":"{{{message.Id}}}","flags":0,
        "embeds":{{{message.EmbedsJson ?? Embeds(message.Embeds)}}},"edited_timestamp":{{{(message.IsEdited ? $"\"{message.Timestamp}\"" : "null")}}},
        "content":{{{JsonText.Quote(message.Content)}}},"components":{{{message.ComponentsJson ?? "[]"}}},"channel_type":{{{message.ChannelType}}},
        "channel_id":"{{{message.ChannelId}}}","author":{{{UserObject.User(message.Author)}}},"attachments":{{{Attachments(message)}}}}
        """;

    private static string Place(MessageParts message) => message.Guild is not { } guild
        ? ""
        : $$$"""
        "member":{{{UserObject.BareMember(guild, message.Author)}}},"guild_id":"{{{guild.Id}}}",
        """;

    private static string Reference(MessageParts message) => (message.AnswerTo?.Id ?? message.ReferenceId) is not { } before
        ? ""
        : $$$"""
        "referenced_message":{{{(message.AnswerTo is { } known ? Message(known, withGuild: false) : "null")}}},
        "message_reference":{"type":0,"message_id":"{{{before}}}","channel_id":"{{{message.ChannelId}}}"{{{(message.Guild is { } g ? $",\"guild_id\":\"{g.Id}\"" : "")}}}},
        """;

    private static string Mentions(MessageParts message, bool withGuild) => JsonText.List(message.Mentions.Select(mentioned
        => message.Guild is { } guild && withGuild
            ? $$$"""{"member":{{{UserObject.BareMember(guild, mentioned)}}},{{{UserObject.User(mentioned)[1..]}}}"""
            : UserObject.User(mentioned)));

    private static string Embeds(int count) => JsonText.List(Enumerable.Range(0, count).Select(i => $$$"""
        {"type":"rich","title":"A title of an embed","description":"{{{new string('e', 400)}}}","url":"https://example.test/a/page/{{{i}}}",
        "color":5793266,"fields":[{"name":"field","value":"value","inline":true}],"footer":{"text":"a footer"},"content_scan_version":0}
        """));

    private static string Attachments(MessageParts message)
    {
        var id = message.Guild?.Thing(GuildThing.Attachment) ?? message.Id;
        var url = $"https://cdn.simulator.test/attachments/{message.ChannelId}/{id}/picture.png";
        return JsonText.List(Enumerable.Range(0, message.Attachments).Select(_ => $$$"""
            {"id":"{{{id}}}","filename":"picture.png","size":48213,"url":"{{{url}}}","proxy_url":"{{{url}}}","width":640,"height":480,
            "content_type":"image/png","content_scan_version":0,"placeholder":"KQgGHYIAqWiAh3d4","placeholder_version":1}
            """));
    }
}
