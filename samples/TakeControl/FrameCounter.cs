using Gateway.Core;

namespace TakeControl;

/// <summary>Sees every payload, both ways, with the token masked. Counts them; could record them.</summary>
internal sealed class FrameCounter : IFrameObserver
{
    private long _received;
    private long _sent;

    public void OnReceived(ShardId shard, ReadOnlySpan<byte> payload) => Interlocked.Increment(ref _received);

    public void OnSending(ShardId shard, ReadOnlySpan<byte> payload) => Interlocked.Increment(ref _sent);

    public override string ToString() => $"{Interlocked.Read(ref _received)} payloads received, {Interlocked.Read(ref _sent)} sent";
}
