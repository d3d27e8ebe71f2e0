namespace Gateway.Simulator;

/// <summary>The <c>shard</c> pair of an Identify.</summary>
/// <param name="Index">The shard id, from 0.</param>
/// <param name="Count">The number of shards it was counted with.</param>
public readonly record struct ShardKey(int Index, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Index}/{Count}";
}
