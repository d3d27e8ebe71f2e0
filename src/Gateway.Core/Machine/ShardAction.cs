using Gateway.Core.Limits;

namespace Gateway.Core.Machine;

/// <summary>
/// Something the machine wants done. A closed set; perform them in order, without waiting for one before the next.
/// </summary>
/// <remarks>
/// There is no action for a dispatch: <see cref="ShardMachine.OnFrame"/> answers with <see cref="FrameResult.Deliver"/>,
/// because a delivery concerns the bytes that the caller holds at that moment and nothing else.
/// </remarks>
public abstract record ShardAction
{
    private protected ShardAction(int connection) => Connection = connection;

    /// <summary>The number of the connection it concerns.</summary>
    public int Connection { get; }
}

/// <summary>
/// Open a connection, then call <see cref="ShardMachine.OnOpened"/> or <see cref="ShardMachine.OnDialFailed"/>.
/// </summary>
/// <param name="Connection">The number of the new connection.</param>
/// <param name="Url">Where to, complete with its query.</param>
/// <param name="IsBaseUrl">True for the gateway's own URL; false for the resume URL of the session.</param>
/// <param name="Refresh">The last dial of the base URL failed: ask for the address again if it was cached.</param>
public sealed record DialAction(int Connection, Uri Url, bool IsBaseUrl, bool Refresh) : ShardAction(Connection);

/// <summary>
/// Ask whether the shard may dial now, then call <see cref="ShardMachine.OnConnectGranted"/> or
/// <see cref="ShardMachine.OnConnectRefused"/>. Only with <see cref="ShardMachineOptions.AsksBeforeDial"/>.
/// </summary>
/// <param name="Connection">The number that the connection will have.</param>
/// <param name="WillResume">Whether there is a session that it will resume.</param>
/// <param name="After">How the last connection ended; null before the first.</param>
public sealed record AcquireConnectGrantAction(int Connection, bool WillResume, Ending? After) : ShardAction(Connection);

/// <summary>Give up waiting for the grant.</summary>
public sealed record CancelConnectGrantAction(int Connection) : ShardAction(Connection);

/// <summary>What a payload of the machine is for.</summary>
public enum SendPurpose
{
    /// <summary>An Identify: tell the permit that it is spent when the socket takes the bytes.</summary>
    Identify,

    /// <summary>A Resume.</summary>
    Resume,
}

/// <summary>Send a payload, before anything else that waits to be sent.</summary>
/// <param name="Connection">On which connection.</param>
/// <param name="Purpose">What it is.</param>
/// <param name="Payload">The bytes. They contain the token.</param>
public sealed record SendAction(int Connection, SendPurpose Purpose, ReadOnlyMemory<byte> Payload) : ShardAction(Connection);

/// <summary>
/// Send a heartbeat, before anything else that waits to be sent: <see cref="ShardMachine.WriteHeartbeat"/> gives its
/// bytes when the socket can take them, so that it tells the sequence of that moment.
/// </summary>
/// <remarks>The same object stands for every heartbeat of a connection: a beat allocates nothing.</remarks>
/// <param name="Connection">On which connection.</param>
public sealed record HeartbeatAction(int Connection) : ShardAction(Connection);

/// <summary>
/// Write a close frame, then call <see cref="ShardMachine.OnCloseSent"/>. Go on receiving until the peer's close
/// frame or the end (<see cref="ShardMachine.OnClosed"/>, <see cref="ShardMachine.OnLost"/>); the machine aborts in
/// time if nothing comes.
/// </summary>
public sealed record CloseTransportAction(int Connection, int Code, string Reason) : ShardAction(Connection);

/// <summary>Drop the connection, or the dial under way, at once and release everything it holds.</summary>
public sealed record AbortTransportAction(int Connection) : ShardAction(Connection);

/// <summary>Get the token, then call <see cref="ShardMachine.OnToken"/> or <see cref="ShardMachine.OnTokenFailed"/>.</summary>
public sealed record AcquireTokenAction(int Connection) : ShardAction(Connection);

/// <summary>
/// Ask the identify limiter, then call <see cref="ShardMachine.OnIdentifyPermit"/> or
/// <see cref="ShardMachine.OnIdentifyPermitFailed"/>.
/// </summary>
public sealed record AcquireIdentifyPermitAction(int Connection) : ShardAction(Connection);

/// <summary>Give up waiting for the permit, or give it back unsent.</summary>
public sealed record CancelIdentifyPermitAction(int Connection) : ShardAction(Connection);

/// <summary>Tell the permit how the identify ended.</summary>
public sealed record SettleIdentifyPermitAction(int Connection, IdentifyOutcome Outcome) : ShardAction(Connection);

/// <summary>The state has changed.</summary>
public sealed record TransitionedAction(ShardTransition Transition) : ShardAction(Transition.Connection);

/// <summary>The shard has ended and holds no connection any more. The last action there is.</summary>
public sealed record StoppedAction(int Connection, ShardEnd End) : ShardAction(Connection);
