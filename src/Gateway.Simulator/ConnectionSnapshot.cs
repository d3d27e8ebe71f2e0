namespace Gateway.Simulator;

/// <summary>What the server knew of a connection at one moment.</summary>
/// <param name="Id">Number of the connection, counted from 1 over the life of the server.</param>
/// <param name="Shard">The shard it identified or resumed as; null before that.</param>
/// <param name="SessionId">The session attached to it; null when there is none.</param>
/// <param name="IsOpen">False once one side has begun to close.</param>
/// <param name="IsHalfOpen">Whether a fault made the server deaf and mute on it.</param>
/// <param name="OpenedAt">When it was opened, in server time.</param>
/// <param name="QueuedBytes">Bytes of messages sent to the client that it has not been given yet, because it does not keep up.</param>
public sealed record ConnectionSnapshot(
    int Id, ShardKey? Shard, string? SessionId, bool IsOpen, bool IsHalfOpen, TimeSpan OpenedAt, long QueuedBytes);
