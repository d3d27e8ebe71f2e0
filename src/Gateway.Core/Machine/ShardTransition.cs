namespace Gateway.Core.Machine;

/// <summary>A change of state, or a connection that ended without leaving Connecting.</summary>
/// <param name="From">The state left.</param>
/// <param name="To">The state entered.</param>
/// <param name="Cause">Why.</param>
/// <param name="Connection">The number of the connection; 0 before the first dial.</param>
/// <param name="Ending">Details, when a connection ended.</param>
/// <param name="RetryIn">The wait before the next dial, when one follows.</param>
/// <param name="WillResume">Whether the next connection resumes the session, when one follows.</param>
public sealed record ShardTransition(
    ShardStateKind From, ShardStateKind To, TransitionCause Cause, int Connection, Ending? Ending = null,
    TimeSpan? RetryIn = null, bool WillResume = false);

/// <summary>How a shard came to its end.</summary>
public enum ShardEndKind
{
    /// <summary>The caller stopped it.</summary>
    Stopped,

    /// <summary>The gateway said that trying again cannot help.</summary>
    Fatal,

    /// <summary>The reconnect policy gave up.</summary>
    GaveUp,
}

/// <summary>The end of a shard, and what led to it.</summary>
/// <param name="Kind">How.</param>
/// <param name="Ending">What led to it.</param>
public sealed record ShardEnd(ShardEndKind Kind, Ending Ending);
