namespace Gateway.Simulator.Accounting;

/// <summary>What a client did that Discord would punish, or that a careful client never does.</summary>
public enum ViolationKind
{
    /// <summary>A payload was sent before Hello.</summary>
    SendBeforeHello,

    /// <summary>A payload was larger than the limit.</summary>
    PayloadTooLarge,

    /// <summary>A payload was no JSON object with an integer <c>op</c>.</summary>
    DecodeError,

    /// <summary>The opcode is not one that clients send.</summary>
    UnknownOpcode,

    /// <summary>The body of a known opcode failed validation.</summary>
    InvalidBody,

    /// <summary>A command came before Identify or Resume, or after op 9.</summary>
    NotAuthenticated,

    /// <summary>An Identify carried a wrong token.</summary>
    AuthenticationFailed,

    /// <summary>Identify or Resume on a connection that had already succeeded with one.</summary>
    SecondIdentify,

    /// <summary>More payloads than the limit on one connection.</summary>
    TooManySends,

    /// <summary>More presence updates than five in 20 s.</summary>
    TooManyPresenceUpdates,

    /// <summary>An Identify came within the window of its bucket.</summary>
    IdentifyOutsideBucket,

    /// <summary>An Identify came when the daily budget was used up.</summary>
    IdentifyOverBudget,

    /// <summary>The <c>shard</c> pair was malformed or out of range.</summary>
    InvalidShard,

    /// <summary>The shard would hold too many guilds.</summary>
    ShardingRequired,

    /// <summary>The URL asked for a version that is not served.</summary>
    InvalidVersion,

    /// <summary>The URL asked for an encoding or a compression that is not served.</summary>
    UnsupportedEncoding,

    /// <summary>Intents were missing, no integer, or had unknown bits.</summary>
    InvalidIntents,

    /// <summary>A privileged intent was not granted.</summary>
    DisallowedIntents,

    /// <summary>A Resume named a sequence that was never sent.</summary>
    ResumeBadSequence,

    /// <summary>A Resume named a session that the client itself had ended by closing with 1000 or 1001.</summary>
    CloseThatEndsSessionBeforeResume,

    /// <summary>A Resume came for a session that another healthy connection still held.</summary>
    TwoSocketsOneSession,

    /// <summary>No heartbeat came within the grace.</summary>
    HeartbeatMissed,

    /// <summary>A heartbeat named a sequence that was never sent.</summary>
    HeartbeatBadSequence,

    /// <summary>A heartbeat came less than half an interval after the last, and nobody had asked for it. Only advice.</summary>
    HeartbeatTooFrequent,

    /// <summary>Neither Identify nor Resume came within the time that the options allow.</summary>
    NeverIdentified,

    /// <summary>An Identify came while another healthy connection was open for the same shard.</summary>
    TwoSocketsOneShard,

    /// <summary>A Resume named a session that never existed.</summary>
    ResumeUnknownSession,

    /// <summary>A Resume named a session whose resume window had passed. Only advice.</summary>
    ResumeExpiredSession,

    /// <summary>An Identify came for a shard that had a session which could be resumed. Only advice.</summary>
    IdentifyWithResumableSession,

    /// <summary>The same token and shard came again within a minute after a close code that says to stop.</summary>
    ReconnectAfterFatal,

    /// <summary>The same token and shard came more than 20 times within 10 s.</summary>
    ReconnectLoop,
}

/// <summary>One violation.</summary>
/// <param name="At">When, in server time.</param>
/// <param name="Kind">What kind.</param>
/// <param name="ConnectionId">On which connection.</param>
/// <param name="Shard">Of which shard; null when the connection was not yet one's.</param>
/// <param name="Text">What exactly, for a person. Never holds a token.</param>
public sealed record Violation(TimeSpan At, ViolationKind Kind, int ConnectionId, ShardKey? Shard, string Text)
{
    /// <summary>How bad that is; it follows from the kind.</summary>
    public ViolationSeverity Severity => ViolationTable.Of(Kind).Severity;

    /// <summary>What Discord does about it, and what a client does instead; it follows from the kind.</summary>
    public string Advice => ViolationTable.Of(Kind).Advice;
}
