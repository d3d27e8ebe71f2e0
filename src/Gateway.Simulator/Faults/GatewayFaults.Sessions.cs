using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Traffic;

namespace Gateway.Simulator.Faults;

/// <content>What acts on living sessions.</content>
public sealed partial class GatewayFaults
{
    /// <summary>The next dispatches go out twice, with the same sequence and serial.</summary>
    public int DuplicateNext(Target target, int count = 1)
        => EachSession(FaultVerb.Duplicate, count, target, (s, _) => s.DuplicatesDue += count);

    /// <summary>Leaves a gap in the sequence before the next dispatch. Nothing is lost: no dispatch had these numbers.</summary>
    public int SkipSequence(Target target, int count = 1)
        => EachSession(FaultVerb.SkipSequence, count, target, (s, _) => s.Sequence += count);

    /// <summary>The next dispatches carry a null sequence. They take no number and are not replayed.</summary>
    public int NullSequence(Target target, int count = 1)
        => EachSession(FaultVerb.NullSequence, count, target, (s, _) => s.NullSequencesDue += count);

    /// <summary>Dispatches a MESSAGE_CREATE whose body has this many bytes.</summary>
    public int HugePayload(Target target, int bytes)
    {
        var envelope = new DispatchEnvelope("MESSAGE_CREATE", SamplePayloads.DirectMessage(bytes));
        return EachSession(FaultVerb.HugePayload, bytes, target, (s, now) => _state.Dispatcher.Dispatch(s, envelope, now));
    }

    /// <summary>Ends sessions as if their resume window had passed. An attached connection is closed with 4009.</summary>
    public int Expire(Target target) => EachSession(FaultVerb.Expire, 0, target, (s, now) =>
    {
        var attached = s.Attached;
        _state.Sessions.End(s, SessionEndedBy.Server, SessionEndCause.ResumeWindowExpired, now);
        if (attached is not null)
        {
            _state.Connections.Close(attached, CloseCodes.SessionTimedOut, now);
        }
    });

    /// <summary>Takes dispatches out of the line and lets each in again behind others. In a replay the order is right again.</summary>
    /// <param name="target">Which sessions.</param>
    /// <param name="behind">How many others go first; 1 or more.</param>
    /// <param name="count">How many dispatches, one after another; 0 takes it back.</param>
    public int Reorder(Target target, int behind = 1, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(behind, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 0);
        return EachSession(FaultVerb.Reorder, behind, target, (s, _) => s.Held.Order(count, behind));
    }

    /// <summary>
    /// Keeps one event type from sessions, as if it did not happen: no sequence is used, nothing is replayed. Everything
    /// else goes on.
    /// </summary>
    /// <param name="target">Which sessions, those only that live now.</param>
    /// <param name="eventName">The value of <c>t</c>, such as <c>MESSAGE_CREATE</c>.</param>
    public int BlackOut(Target target, string eventName)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return EachSession(FaultVerb.BlackOut, 0, target, (s, _) => (s.BlackedOut ??= []).Add(eventName));
    }

    /// <summary>Takes <see cref="BlackOut"/> back.</summary>
    /// <param name="target">Which sessions.</param>
    /// <param name="eventName">The value of <c>t</c>; null for every event.</param>
    public int LiftBlackOut(Target target, string? eventName = null) => EachSession(FaultVerb.LiftBlackOut, 0, target, (s, _) =>
    {
        s.BlackedOut?.RemoveWhere(name => eventName is null || name == eventName);
        s.BlackedOut = s.BlackedOut is { Count: 0 } ? null : s.BlackedOut;
    });

    /// <summary>
    /// Empties the replay buffers, as if more had come than they hold: a Resume that needs anything from before is
    /// refused, and a session without a connection ends.
    /// </summary>
    public int Overflow(Target target) => EachSession(FaultVerb.Overflow, 0, target, (s, now) =>
    {
        s.Ring.Overflow();
        if (s.Attached is null)
        {
            _state.Sessions.End(s, SessionEndedBy.Server, SessionEndCause.ReplayOverflow, now);
        }
    });
}
