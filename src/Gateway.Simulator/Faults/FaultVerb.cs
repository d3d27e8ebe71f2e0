namespace Gateway.Simulator.Faults;

/// <summary>What the server can do to a client on purpose. Each is a method of <see cref="GatewayFaults"/>.</summary>
public enum FaultVerb
{
    /// <summary>Resets the connection; what is in flight is lost.</summary>
    Reset,

    /// <summary>Closes with a code (the argument).</summary>
    Close,

    /// <summary>Ends the stream without a close frame.</summary>
    CloseWithoutFrame,

    /// <summary>Op 7, and a close with 1001 when the client stays.</summary>
    Reconnect,

    /// <summary>Op 9 with true: the session may be resumed.</summary>
    InvalidateResumable,

    /// <summary>Op 9 with false: the session is over.</summary>
    Invalidate,

    /// <summary>Op 9 with a body that is no boolean: the session is over.</summary>
    InvalidateGarbage,

    /// <summary>Op 1, as often as the argument says.</summary>
    RequestHeartbeat,

    /// <summary>Leaves heartbeats unanswered, as many as the argument says.</summary>
    DropAcks,

    /// <summary>Neither reads nor writes any more; the socket stays.</summary>
    HalfOpen,

    /// <summary>Reads nothing any more.</summary>
    StopReading,

    /// <summary>Bytes of the caller's choice.</summary>
    Raw,

    /// <summary>A message that is no JSON.</summary>
    Malformed,

    /// <summary>The next dispatches (the argument: how many) go out twice.</summary>
    Duplicate,

    /// <summary>Sequences (the argument: how many) are never used.</summary>
    SkipSequence,

    /// <summary>The next dispatches (the argument: how many) carry a null sequence.</summary>
    NullSequence,

    /// <summary>A MESSAGE_CREATE of a size in bytes (the argument).</summary>
    HugePayload,

    /// <summary>Ends the session as if its resume window had passed; an attached connection is closed with 4009.</summary>
    Expire,

    /// <summary>The resume URL takes no more connections.</summary>
    RetireResumeHost,
}
