namespace Gateway.Core.Machine;

/// <summary>The five states of a shard.</summary>
public enum ShardStateKind
{
    /// <summary>Without a usable connection: closing the last one, waiting, dialing, or waiting for Hello.</summary>
    Connecting,

    /// <summary>Hello came, there is no session: waiting for a permit and the token, then for READY.</summary>
    Identifying,

    /// <summary>Hello came, there is a session: Resume is sent, missed events are replayed.</summary>
    Resuming,

    /// <summary>Events flow, commands can be sent.</summary>
    Ready,

    /// <summary>The end: stopped, fatal, or gave up. Nothing leads out of it.</summary>
    Closed,
}
