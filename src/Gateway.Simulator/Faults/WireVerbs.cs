using static Gateway.Simulator.Faults.FaultParameterKind;

namespace Gateway.Simulator.Faults;

/// <summary>The verbs that act between the payloads and the socket of connections that are open now.</summary>
internal static class WireVerbs
{
    private static readonly FaultParameter Messages = new("count", WholeNumber, "How many messages.") { Min = 1, Max = int.MaxValue, Default = 1 };

    private static readonly FaultParameter Together = new("count", WholeNumber, "How many together.") { Min = 1, Max = 10_000, Default = 2 };

    public static IReadOnlyList<FaultDescription> All { get; } =
    [
        On(FaultVerb.Payload, "Sends a payload of the caller's choice, encoded and compressed as the connection has it.",
            (f, o) => f.SendPayload(o.Target, o.Text("payload")),
            new FaultParameter("payload", Json, "The payload.") { Default = """{"t":null,"s":null,"op":7,"d":null}""" }),
        On(FaultVerb.Corrupt, "Sends a binary message that no decoder takes: garbage inside the compressed stream, where there is one.", (f, o) => f.Corrupt(o.Target)),
        On(FaultVerb.Split, "Cuts the next messages in two WebSocket messages. Only with zlib-stream can a client put them together.",
            (f, o) => f.Split(o.Target, o.Int("at"), o.Int("count")),
            new FaultParameter("at", WholeNumber, "Bytes of the first part; at most all but one.") { Min = 1, Max = int.MaxValue, Default = 1 }, Messages),
        On(FaultVerb.Fragment, "Sends the next messages in small WebSocket frames.",
            (f, o) => f.Fragment(o.Target, o.Int("bytes"), o.Int("count")),
            new FaultParameter("bytes", WholeNumber, "Bytes of the largest frame.") { Min = 1, Max = int.MaxValue, Default = 1 }, Messages),
        On(FaultVerb.MergeMessages, "Holds the next payloads back until there are enough, then sends them in one WebSocket message.",
            (f, o) => f.MergeMessages(o.Target, o.Int("count")), Together),
        On(FaultVerb.MergeWrites, "Holds the next messages back until there are enough, then writes their frames in one piece.",
            (f, o) => f.MergeWrites(o.Target, o.Int("count")), Together),
        On(FaultVerb.HoldSuffix, "With zlib-stream, moves the 00 00 FF FF at the end of the next messages to the head of the message after.",
            (f, o) => f.HoldSuffix(o.Target, o.Int("count")), Messages),
        On(FaultVerb.Announce, "Sends the header of a binary message of 2^exponent bytes, which never comes.",
            (f, o) => f.Announce(o.Target, o.Int("exponent")),
            new FaultParameter("exponent", WholeNumber, "Of the size in bytes, to the base 2.") { Min = 17, Max = 62, Default = 40 }),
        On(FaultVerb.Unframed, "Puts bytes on the socket that are no frame.",
            (f, o) => f.SendUnframed(o.Target, Convert.FromBase64String(o.Text("base64"))),
            new FaultParameter("base64", Base64, "The bytes.") { Default = "/wA=" }),
        On(FaultVerb.Drip, "Writes a few bytes, waits, writes a few more, from here on.",
            (f, o) => f.Drip(o.Target, o.Int("bytes"), o.Time("pause")),
            new FaultParameter("bytes", WholeNumber, "How many at a time; 0 takes it back.") { Min = 0, Max = 1 << 20, Default = 16 },
            new FaultParameter("pause", Duration, "The wait after each.") { Min = 0, Max = 60_000, Default = TimeSpan.FromMilliseconds(10) }),
    ];

    private static FaultDescription On(FaultVerb verb, string summary, Func<GatewayFaults, FaultOrder, int> apply, params FaultParameter[] parameters)
        => new(verb, FaultScope.Connection, summary, apply, parameters);
}
