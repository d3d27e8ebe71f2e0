namespace Gateway.Core.Machine;

/// <summary>Why a shard changed its state, or why a connection ended.</summary>
public enum TransitionCause
{
    /// <summary>Hello came.</summary>
    HelloReceived,

    /// <summary>READY came.</summary>
    ReadyReceived,

    /// <summary>RESUMED came.</summary>
    ResumedReceived,

    /// <summary>The dial was refused or failed.</summary>
    DialFailed,

    /// <summary>The dial did not end in time.</summary>
    DialTimedOut,

    /// <summary>Hello did not come in time.</summary>
    HelloTimedOut,

    /// <summary>READY did not come in time.</summary>
    ReadyTimedOut,

    /// <summary>RESUMED did not come in time.</summary>
    ResumedTimedOut,

    /// <summary>The source of the token failed or did not answer in time.</summary>
    TokenUnavailable,

    /// <summary>The identify limiter failed.</summary>
    PermitUnavailable,

    /// <summary>The connection was lost without a close frame.</summary>
    ConnectionLost,

    /// <summary>The gateway sent a close frame.</summary>
    RemoteClosed,

    /// <summary>The gateway asked for a new connection (op 7).</summary>
    ReconnectRequested,

    /// <summary>The gateway said that the session is not valid (op 9).</summary>
    SessionInvalidated,

    /// <summary>The wait before a dial has outlived the session that was to be resumed.</summary>
    SessionExpired,

    /// <summary>A heartbeat stayed unanswered for a full interval, and nothing else was received either.</summary>
    HeartbeatTimedOut,

    /// <summary>Several payloads in a row could not be decoded or made no sense.</summary>
    MalformedFrames,

    /// <summary>A payload that a connection in this state cannot get.</summary>
    UnexpectedOpcode,

    /// <summary>A message over <c>MaxMessageBytes</c>.</summary>
    MessageTooLarge,

    /// <summary>Compressed data that cannot be inflated.</summary>
    DecodeFailed,

    /// <summary>Sending failed or did not end in time.</summary>
    SendFailed,

    /// <summary>The queue to the handler is full and the overflow mode is <c>Reconnect</c>.</summary>
    ConsumerTooSlow,

    /// <summary>The caller asked for a new connection.</summary>
    ReconnectByCaller,

    /// <summary>The caller asked for the end.</summary>
    StopRequested,
}

/// <summary>One row of the transition table.</summary>
public readonly record struct TransitionRow(ShardStateKind From, TransitionCause Cause, ShardStateKind To);

/// <summary>
/// Every transition a shard can make. <see cref="ShardMachine"/> changes its state in one place, which refuses what
/// is not here; the README's diagram is drawn from it.
/// </summary>
public static class TransitionTable
{
    // What can end a connection in any state that has one.
    private static readonly TransitionCause[] AnyConnection =
    [
        TransitionCause.ConnectionLost, TransitionCause.RemoteClosed, TransitionCause.ReconnectRequested,
        TransitionCause.SessionInvalidated, TransitionCause.MalformedFrames, TransitionCause.MessageTooLarge,
        TransitionCause.DecodeFailed,
    ];

    // What needs Hello first: beats, sends and a second Hello. A caller who wants a new connection before has one coming.
    private static readonly TransitionCause[] AfterHello =
    [
        TransitionCause.HeartbeatTimedOut, TransitionCause.SendFailed, TransitionCause.UnexpectedOpcode,
        TransitionCause.ReconnectByCaller,
    ];

    private static readonly TransitionRow[] Data =
    [
        new(ShardStateKind.Connecting, TransitionCause.HelloReceived, ShardStateKind.Identifying),
        new(ShardStateKind.Connecting, TransitionCause.HelloReceived, ShardStateKind.Resuming),
        new(ShardStateKind.Identifying, TransitionCause.ReadyReceived, ShardStateKind.Ready),
        new(ShardStateKind.Resuming, TransitionCause.ResumedReceived, ShardStateKind.Ready),
        .. Endings(
            ShardStateKind.Connecting,
            [
                .. AnyConnection, TransitionCause.DialFailed, TransitionCause.DialTimedOut, TransitionCause.HelloTimedOut,
                TransitionCause.SessionExpired,
            ]),
        .. Endings(
            ShardStateKind.Identifying,
            [
                .. AnyConnection, .. AfterHello, TransitionCause.ReadyTimedOut, TransitionCause.TokenUnavailable,
                TransitionCause.PermitUnavailable,
            ]),
        .. Endings(
            ShardStateKind.Resuming,
            [
                .. AnyConnection, .. AfterHello, TransitionCause.ResumedTimedOut, TransitionCause.TokenUnavailable,
                TransitionCause.ConsumerTooSlow,
            ]),
        .. Endings(ShardStateKind.Ready, [.. AnyConnection, .. AfterHello, TransitionCause.ConsumerTooSlow]),
    ];

    private static readonly HashSet<TransitionRow> Lookup = [.. Data];

    /// <summary>All rows.</summary>
    public static IReadOnlyList<TransitionRow> Rows => Data;

    /// <summary>Whether the table has this row.</summary>
    public static bool Allows(ShardStateKind from, TransitionCause cause, ShardStateKind to) =>
        Lookup.Contains(new TransitionRow(from, cause, to));

    // Every ending leads to a new connection, or to the end when it is fatal or the policy gives up.
    private static IEnumerable<TransitionRow> Endings(ShardStateKind from, TransitionCause[] causes) =>
    [
        .. causes.Select(cause => new TransitionRow(from, cause, ShardStateKind.Connecting)),
        .. causes.Select(cause => new TransitionRow(from, cause, ShardStateKind.Closed)),
        new(from, TransitionCause.StopRequested, ShardStateKind.Closed),
    ];
}
