namespace Gateway.Simulator.Faults;

/// <summary>A fault that was inflicted on one connection or session.</summary>
/// <param name="At">When, in server time.</param>
/// <param name="Verb">What was done.</param>
/// <param name="Argument">Close code, count or size, as the verb has it; else 0.</param>
/// <param name="ConnectionId">The connection; null when the session had none.</param>
/// <param name="Shard">The shard, once known.</param>
/// <param name="SessionId">The session that was attached at that moment; null when there was none.</param>
public sealed record AppliedFault(
    TimeSpan At, FaultVerb Verb, int Argument, int? ConnectionId, ShardKey? Shard, string? SessionId);
