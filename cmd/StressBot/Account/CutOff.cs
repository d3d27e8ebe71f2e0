using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;

namespace StressBot.Account;

/// <summary>Which faults cut a client off, which end a session, and how much each may cost.</summary>
internal static class CutOff
{
    /// <summary>
    /// How long before a fault that discards what is under way (Reset, HalfOpen) an event may have been sent and still
    /// be discarded: the time it spends in buffers, with room for a busy machine.
    /// </summary>
    public static readonly TimeSpan InFlight = TimeSpan.FromSeconds(1);

    /// <summary>The account keeps whole milliseconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(2);

    /// <summary>Whether the fault discards what was sent before it and has not arrived.</summary>
    public static bool Discards(FaultVerb verb) => verb is FaultVerb.Reset or FaultVerb.HalfOpen or FaultVerb.StopReading;

    /// <summary>Whether nothing that is sent after the fault reaches the client on that connection.</summary>
    public static bool Cuts(FaultVerb verb) => Discards(verb) || verb is FaultVerb.Close or FaultVerb.CloseWithoutFrame
        or FaultVerb.Reconnect or FaultVerb.InvalidateResumable or FaultVerb.Invalidate or FaultVerb.InvalidateGarbage
        or FaultVerb.Expire;

    /// <summary>The earliest moment from which events may be missing because of this fault.</summary>
    public static TimeSpan MissingFrom(AppliedFault fault) =>
        fault.At - (Discards(fault.Verb) ? InFlight : Rounding);

    /// <summary>The fault that ended the session; null when it did not end on purpose.</summary>
    public static AppliedFault? EndOf(SentSession session, IReadOnlyList<AppliedFault> faults) =>
        session.EndedAt is not { } end || session.EndedBy != SessionEndedBy.Server
            ? null
            : faults.LastOrDefault(f => Ends(f.Verb, session.EndCause) && (f.At - end).Duration() <= Rounding);

    private static bool Ends(FaultVerb verb, SessionEndCause? cause) => cause switch
    {
        SessionEndCause.InvalidSession => verb is FaultVerb.Invalidate or FaultVerb.InvalidateGarbage,
        SessionEndCause.CloseCode => verb is FaultVerb.Close,
        SessionEndCause.ResumeWindowExpired => verb is FaultVerb.Expire,
        _ => false,
    };
}
