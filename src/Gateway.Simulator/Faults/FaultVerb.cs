namespace Gateway.Simulator.Faults;

/// <summary>
/// What the server can do to a client on purpose. <see cref="FaultCatalog"/> describes each; all of them can be
/// ordered as data with <see cref="GatewayFaults.Apply"/>, and each is also a method of <see cref="GatewayFaults"/>,
/// <see cref="ConnectionRules"/> or <see cref="HttpFaults"/>.
/// </summary>
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

    /// <summary>A payload that breaks off in the middle.</summary>
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

    /// <summary>The resume URL takes connections again.</summary>
    RestoreResumeHost,

    /// <summary>Answers the upgrade with an HTTP status (the argument).</summary>
    RefuseUpgrade,

    /// <summary>Never answers the upgrade request.</summary>
    StallUpgrade,

    /// <summary>Drops the socket instead of answering the upgrade request.</summary>
    DropUpgrade,

    /// <summary>Says Hello later.</summary>
    DelayHello,

    /// <summary>Never says Hello.</summary>
    WithholdHello,

    /// <summary>Sends op 7 where Hello belongs.</summary>
    ReconnectInsteadOfHello,

    /// <summary>Takes the Identify and makes no session.</summary>
    WithholdReady,

    /// <summary>Takes the Resume and dispatches nothing.</summary>
    WithholdResumed,

    /// <summary>Takes the Resume and closes (the argument: the code).</summary>
    CloseAfterResume,

    /// <summary>Never answers a close frame of the client.</summary>
    NeverAnswerClose,

    /// <summary>Answers HTTP calls with an error (the argument: the status).</summary>
    FailHttp,

    /// <summary>Answers heartbeats later (the argument: milliseconds).</summary>
    DelayAcks,

    /// <summary>Sends everything later (the argument: milliseconds).</summary>
    DelaySends,

    /// <summary>Takes note of what comes later (the argument: milliseconds).</summary>
    DelayReads,

    /// <summary>Any opcode (the argument) with any body.</summary>
    SendOp,

    /// <summary>A dispatch goes out behind others (the argument: how many).</summary>
    Reorder,

    /// <summary>One event type does not happen for a session any more.</summary>
    BlackOut,

    /// <summary>Takes the black-out back.</summary>
    LiftBlackOut,

    /// <summary>The replay buffer loses everything.</summary>
    Overflow,

    /// <summary>Closes (the argument: the code) or resets where Hello belongs.</summary>
    CloseInsteadOfHello,

    /// <summary>Sends op 7 some time after Hello, to each of the next connections.</summary>
    ReconnectStorm,

    /// <summary>Takes the Identify and closes (the argument: the code) or resets.</summary>
    CloseAfterIdentify,

    /// <summary>Takes the Identify and answers op 9.</summary>
    InvalidateInsteadOfReady,

    /// <summary>Sends READY later.</summary>
    DelayReady,

    /// <summary>Sends the replay and RESUMED later.</summary>
    DelayResumed,

    /// <summary>Resets the socket where the answer to a close frame of the client belongs.</summary>
    ResetOnClose,

    /// <summary>A bot gets another token.</summary>
    ResetToken,

    /// <summary>A bot loses its token.</summary>
    RevokeToken,

    /// <summary>The privileged intents that a bot has change (the argument: those it has now).</summary>
    GrantIntents,

    /// <summary>Takes back everything that waits for the next connections.</summary>
    ClearRules,

    /// <summary>A payload of the caller's choice, encoded and compressed as the connection has it.</summary>
    Payload,

    /// <summary>A binary message that no decoder takes.</summary>
    Corrupt,

    /// <summary>The next messages are cut in two, at a byte (the argument).</summary>
    Split,

    /// <summary>The next messages go out in frames of so many bytes (the argument).</summary>
    Fragment,

    /// <summary>The next payloads (the argument: how many) go out in one message.</summary>
    MergeMessages,

    /// <summary>The next messages (the argument: how many) go out in one write.</summary>
    MergeWrites,

    /// <summary>The next messages (the argument: how many) of zlib-stream end without their suffix, which comes later.</summary>
    HoldSuffix,

    /// <summary>The header of a message of 2^n bytes (the argument: n).</summary>
    Announce,

    /// <summary>Bytes on the socket that are no frame.</summary>
    Unframed,

    /// <summary>Writes a few bytes (the argument: how many) at a time.</summary>
    Drip,

    /// <summary>Resets the connection as soon as it is accepted.</summary>
    ResetAccept,

    /// <summary>Accepts the connection and says nothing.</summary>
    StallAccept,

    /// <summary>Resets the connection over the client's first TLS message.</summary>
    ResetTls,

    /// <summary>Never answers the client's first TLS message.</summary>
    StallTls,
}
