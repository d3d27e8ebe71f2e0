using Gateway.Core;

namespace Gateway.Bench.Memory;

/// <summary>An idle connection that is a shard of ours.</summary>
internal interface IIdleShard : IAsyncDisposable
{
    /// <summary>How it is now.</summary>
    ShardStatus Status { get; }
}
