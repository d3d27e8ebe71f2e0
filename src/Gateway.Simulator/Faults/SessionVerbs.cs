using Gateway.Simulator.Traffic;
using static Gateway.Simulator.Faults.FaultParameterKind;

namespace Gateway.Simulator.Faults;

/// <summary>The verbs that act on sessions, attached or not.</summary>
internal static class SessionVerbs
{
    private static readonly FaultParameter Count = new("count", WholeNumber, "How many.") { Min = 1, Max = 1_000_000, Default = 1 };

    public static IReadOnlyList<FaultDescription> All { get; } =
    [
        On(FaultVerb.Duplicate, "The next dispatches go out twice, with the same sequence.", (f, o) => f.DuplicateNext(o.Target, o.Int("count")), Count),
        On(FaultVerb.SkipSequence, "Leaves a gap in the sequence: no dispatch had these numbers.", (f, o) => f.SkipSequence(o.Target, o.Int("count")), Count),
        On(FaultVerb.NullSequence, "The next dispatches carry a null sequence and are not replayed.", (f, o) => f.NullSequence(o.Target, o.Int("count")), Count),
        On(FaultVerb.HugePayload, "Dispatches a MESSAGE_CREATE of a size.", (f, o) => f.HugePayload(o.Target, o.Int("bytes")),
            new FaultParameter("bytes", WholeNumber, "The length of its body in bytes.")
            {
                Min = SamplePayloads.MinMessageBytes, Max = SamplePayloads.MaxMessageBytes, IsRequired = true,
            }),
        On(FaultVerb.Reorder, "Takes dispatches out of the line and lets each in again behind others.", (f, o) => f.Reorder(o.Target, o.Int("behind"), o.Int("count")),
            new FaultParameter("behind", WholeNumber, "How many others go first.") { Min = 1, Max = 10_000, Default = 1 },
            new FaultParameter("count", WholeNumber, "How many dispatches, one after another; 0 takes it back.") { Min = 0, Max = 1_000_000, Default = 1 }),
        On(FaultVerb.BlackOut, "Keeps one event type from sessions, as if it did not happen.", (f, o) => f.BlackOut(o.Target, o.Text("event")),
            new FaultParameter("event", Text, "The value of t, such as MESSAGE_CREATE.") { IsRequired = true, Min = 1, Max = 100 }),
        On(FaultVerb.LiftBlackOut, "Takes a black-out back.", (f, o) => f.LiftBlackOut(o.Target, o.OptionalText("event")),
            new FaultParameter("event", Text, "The value of t; left out: every event.") { Min = 1, Max = 100 }),
        On(FaultVerb.Overflow, "Empties the replay buffer; a resume that needs it is refused, a detached session ends.", (f, o) => f.Overflow(o.Target)),
        On(FaultVerb.Expire, "Ends the session as if its resume window had passed; an attached connection is closed with 4009.", (f, o) => f.Expire(o.Target)),
    ];

    private static FaultDescription On(FaultVerb verb, string summary, Func<GatewayFaults, FaultOrder, int> apply, params FaultParameter[] parameters)
        => new(verb, FaultScope.Session, summary, apply, parameters);
}
