using System.Text;
using static Gateway.Simulator.Faults.FaultParameterKind;

namespace Gateway.Simulator.Faults;

/// <summary>The verbs that act on connections that are open now.</summary>
internal static class ConnectionVerbs
{
    private static readonly FaultParameter Delay = new("delay", Duration, "How much later; 0s takes it back.") { Min = 0, Max = 3_600_000, IsRequired = true };

    public static IReadOnlyList<FaultDescription> All { get; } =
    [
        On(FaultVerb.Reset, "Resets the connection; what is in flight is lost.", (f, o) => f.Reset(o.Target)),
        On(FaultVerb.Close, "Closes with a code; the code decides whether the session outlives it.",
            (f, o) => f.Close(o.Target, o.Int("code"), o.OptionalText("reason")),
            new FaultParameter("code", CloseCode, "The close code.") { IsRequired = true },
            new FaultParameter("reason", Text, "The reason; left out: the usual text of the code.") { Max = 123 }),
        On(FaultVerb.CloseWithoutFrame, "Ends the stream behind what was sent, without a close frame.", (f, o) => f.CloseWithoutFrame(o.Target)),
        On(FaultVerb.Reconnect, "Sends op 7, and closes with 1001 after the grace of the options.", (f, o) => f.SendReconnect(o.Target)),
        On(FaultVerb.InvalidateResumable, "Sends op 9 with true: the session is detached and may be resumed.", (f, o) => f.InvalidateSession(o.Target, resumable: true)),
        On(FaultVerb.Invalidate, "Sends op 9 with false: the session is over.", (f, o) => f.InvalidateSession(o.Target, resumable: false)),
        On(FaultVerb.InvalidateGarbage, "Sends op 9 with a body that is no boolean: the session is over.",
            (f, o) => f.SendInvalidSession(o.Target, o.Text("body")),
            new FaultParameter("body", Json, "The body.") { Default = """{"resume":"maybe"}""" }),
        On(FaultVerb.RequestHeartbeat, "Sends op 1.", (f, o) => f.RequestHeartbeat(o.Target, o.Int("count"), o.Time("interval")),
            new FaultParameter("count", WholeNumber, "How often.") { Min = 1, Max = 10_000, Default = 1 },
            new FaultParameter("interval", Duration, "The time from one to the next; 0s sends all at once.") { Min = 0, Max = 3_600_000, Default = TimeSpan.Zero }),
        On(FaultVerb.DropAcks, "Leaves the next heartbeats unanswered.", (f, o) => f.DropAcks(o.Target, o.OptionalInt("count")),
            new FaultParameter("count", WholeNumber, "How many; left out: all to come. 0 takes it back.") { Min = 0, Max = int.MaxValue }),
        On(FaultVerb.DelayAcks, "Answers heartbeats later.", (f, o) => f.DelayAcks(o.Target, o.Time("delay")), Delay),
        On(FaultVerb.DelaySends, "Sends everything later, in order, a close frame included.", (f, o) => f.DelaySends(o.Target, o.Time("delay")), Delay),
        On(FaultVerb.DelayReads, "Takes note of what the client sends later, in order, a close frame included.", (f, o) => f.DelayReads(o.Target, o.Time("delay")), Delay),
        On(FaultVerb.HalfOpen, "Neither reads nor writes any more and never answers a close; the socket stays.", (f, o) => f.HalfOpen(o.Target)),
        On(FaultVerb.StopReading, "Reads nothing any more, but goes on sending.", (f, o) => f.StopReading(o.Target)),
        On(FaultVerb.SendOp, "Sends any opcode with any body, in any state.", (f, o) => f.SendOp(o.Target, o.Int("op"), o.Text("d")),
            new FaultParameter("op", WholeNumber, "The opcode, known or not.") { IsRequired = true, Min = int.MinValue, Max = int.MaxValue },
            new FaultParameter("d", Json, "The body.") { Default = "null" }),
        On(FaultVerb.Raw, "Sends a message of the caller's choice, as it is.",
            (f, o) => f.SendRaw(o.Target, Bytes(o), !o.Flag("binary")),
            new FaultParameter("payload", Text, "The message.") { Max = 1 << 20, Default = "" },
            new FaultParameter("base64", Base64, "Bytes that come behind the payload, or instead of it.") { Default = "" },
            new FaultParameter("binary", Flag, "Whether it goes out as a binary frame.") { Default = false }),
        On(FaultVerb.Malformed, "Sends a payload that breaks off in the middle, encoded and compressed as the connection has it.", (f, o) => f.SendMalformed(o.Target)),
        .. WireVerbs.All,
    ];

    private static FaultDescription On(FaultVerb verb, string summary, Func<GatewayFaults, FaultOrder, int> apply, params FaultParameter[] parameters)
        => new(verb, FaultScope.Connection, summary, apply, parameters);

    private static byte[] Bytes(FaultOrder order)
        => [.. Encoding.UTF8.GetBytes(order.Text("payload")), .. Convert.FromBase64String(order.Text("base64"))];
}
