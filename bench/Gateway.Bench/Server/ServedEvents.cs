namespace Gateway.Bench.Server;

/// <summary>What the server sends.</summary>
internal static class ServedEvents
{
    /// <summary>For what is no event.</summary>
    public const long NoSequence = 0;

    // More than any window holds: a compressor must not find the same message again.
    private const int MessageCount = 4096;
    private const int Seed = 20;

    /// <summary>The events that are measured, about 1.7 KB each, as a bot in a guild gets them; no two alike.</summary>
    public static IReadOnlyList<ServedEvent> Messages { get; } = MakeMessages();

    /// <summary>Stands before and behind the events that are measured, also for whoever filters those out.</summary>
    public static ServedEvent Marker { get; } = new("GUILD_CREATE", 0, """{"id":"1100112233445566777","unavailable":true}""");

    public static ServedEvent Ready { get; } = new("READY", 0, """
        {"v":10,"user":{"id":"284551122334455667","username":"bench","discriminator":"0","bot":true},"guilds":[],"session_id":"bench-session",
        "resume_gateway_url":"ws://127.0.0.1:1","shard":[0,1],"application":{"id":"284551122334455667","flags":0}}
        """);

    public static ServedEvent HeartbeatAck { get; } = new(null, 11, "null");

    public static ServedEvent Hello(int heartbeatInterval) =>
        new(null, 10, $$"""{"heartbeat_interval":{{heartbeatInterval}},"_trace":["bench"]}""");

    /// <summary>Warm-up, marker, events, marker.</summary>
    public static IEnumerable<ServedEvent> Blast(int warmUp, int events)
    {
        for (var i = 0; i < warmUp; i++)
        {
            yield return Messages[i % MessageCount];
        }

        yield return Marker;
        for (var i = 0; i < events; i++)
        {
            yield return Messages[(warmUp + i) % MessageCount];
        }

        yield return Marker;
    }

    private static ServedEvent[] MakeMessages()
    {
        var writer = new MessageBodies(new Random(Seed));
        return [.. Enumerable.Range(0, MessageCount).Select(_ => new ServedEvent("MESSAGE_CREATE", 0, writer.Next()))];
    }
}
