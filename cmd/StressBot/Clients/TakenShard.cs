using StressBot.Account;

namespace StressBot.Clients;

/// <summary>A shard on its way to another process.</summary>
/// <param name="HandOver">What the library needs to go on with it.</param>
/// <param name="Before">Its account so far.</param>
internal sealed record TakenShard(string HandOver, ShardReceipts Before);
