using System.Text;

namespace Gateway.Bench.Server;

/// <summary>The events that the server sends: the bytes are prepared beforehand, the sequence is patched in.</summary>
internal static class ServedEvents
{
    /// <summary>The event that is measured, about 1.7 KB, as a bot in a guild gets it.</summary>
    public static ServedEvent Message { get; } = new("MESSAGE_CREATE", """
        {"type":0,"tts":false,"timestamp":"2025-11-02T14:31:07.455000+00:00","pinned":false,"nonce":"1302282907219456000",
        "mentions":[{"username":"ada","public_flags":64,"member":{"roles":["1100112233445566778"],"premium_since":null,"pending":false,"nick":"Countess","mute":false,"joined_at":"2021-06-01T09:12:44.003000+00:00","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},"id":"284551122334455667","global_name":"Ada","discriminator":"0","clan":null,"avatar_decoration_data":null,"avatar":"5d4b3c2a1f0e9d8c7b6a594837261504"}],
        "mention_roles":["1100112233445566778","1100112233445566779"],"mention_everyone":false,
        "member":{"roles":["1100112233445566778","1100112233445566779","1100112233445566780"],"premium_since":null,"pending":false,"nick":null,"mute":false,"joined_at":"2020-01-17T20:01:19.733000+00:00","flags":2,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},
        "id":"1302282908427415592","flags":0,"embeds":[{"url":"https://example.org/articles/engines","type":"link","title":"On engines","description":"A note on what engines can and cannot originate.","content_scan_version":0}],
        "edited_timestamp":null,"content":"<@284551122334455667> \"here\" it is: https://example.org/articles/engines \u2013 worth the ten minutes","components":[],"channel_type":0,"channel_id":"1100112233445566790",
        "author":{"username":"charles","public_flags":0,"primary_guild":null,"id":"182837465564738291","global_name":"Charles","discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,"avatar":"0a1b2c3d4e5f60718293a4b5c6d7e8f9"},
        "attachments":[],"guild_id":"1100112233445566777"}
        """);

    /// <summary>Stands before and behind the events that are measured, also for whoever filters those out.</summary>
    public static ServedEvent Marker { get; } = new("GUILD_CREATE", """{"id":"1100112233445566777","unavailable":true}""");

    public static ServedEvent Ready { get; } = new("READY", """
        {"v":10,"user":{"id":"1","username":"bench","discriminator":"0","bot":true},"guilds":[],"session_id":"bench-session",
        "resume_gateway_url":"ws://127.0.0.1:1","shard":[0,1],"application":{"id":"1","flags":0}}
        """);

    public static byte[] Hello { get; } = """{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250,"_trace":["bench"]}}"""u8.ToArray();

    public static byte[] HeartbeatAck { get; } = """{"t":null,"s":null,"op":11,"d":null}"""u8.ToArray();
}

/// <summary>One event as Discord writes it: t, s, op, d.</summary>
internal sealed class ServedEvent(string name, string data)
{
    private const int LongestSequence = 20;
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$"""{"t":"{{name}}","s":""");
    private readonly byte[] _tail = Encoding.UTF8.GetBytes($$""","op":0,"d":{{data.ReplaceLineEndings("")}}}""");

    /// <summary>The longest payload that <see cref="Write"/> writes.</summary>
    public int MaxLength => _head.Length + LongestSequence + _tail.Length;

    /// <summary>Writes the payload and gives its length.</summary>
    public int Write(Span<byte> destination, long sequence)
    {
        _head.CopyTo(destination);
        sequence.TryFormat(destination[_head.Length..], out var digits);
        _tail.CopyTo(destination[(_head.Length + digits)..]);
        return _head.Length + digits + _tail.Length;
    }
}
