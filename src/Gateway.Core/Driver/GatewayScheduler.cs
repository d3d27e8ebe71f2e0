namespace Gateway.Core.Driver;

/// <summary>
/// Where continuations of ours run that must not run on the caller. The one seam through which work leaves a thread:
/// with a scheduler that queues, a shard runs on a single thread, and the same seed gives the same log.
/// </summary>
public abstract class GatewayScheduler
{
    /// <summary>The thread pool.</summary>
    public static GatewayScheduler ThreadPool { get; } = new PoolScheduler();

    /// <summary>Runs <paramref name="item"/> later, never before this call has returned.</summary>
    public abstract void Post(IThreadPoolWorkItem item);

    private sealed class PoolScheduler : GatewayScheduler
    {
        public override void Post(IThreadPoolWorkItem item) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
