namespace Gateway.Core;

/// <summary>
/// Sees the raw payloads of a shard, both ways, with the token masked. For debugging and recording; must be quick,
/// keep nothing of the span, and may be called from several threads. What it throws is logged and otherwise ignored.
/// </summary>
public interface IFrameObserver
{
    /// <summary>A payload was received and, if it was compressed, decompressed; in the encoding of the connection, JSON or ETF.</summary>
    void OnReceived(ShardId shard, ReadOnlySpan<byte> payload);

    /// <summary>A payload is about to be sent, in the encoding of the connection.</summary>
    void OnSending(ShardId shard, ReadOnlySpan<byte> payload);
}
