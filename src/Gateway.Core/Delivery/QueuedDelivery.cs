using System.Runtime.CompilerServices;

namespace Gateway.Core.Delivery;

/// <summary>The reader puts events into a bounded queue; a consumer takes them out.</summary>
internal sealed class QueuedDelivery(DispatchQueue queue, QueueOverflow overflow, Action<bool> onFull) : IDelivery
{
    private volatile bool _holdsReader;
    private bool _fullEpisode;

    public DispatchQueue Queue => queue;

    public bool HoldsReader => _holdsReader;

    public int Waiting => queue.Count;

    public PooledMessage TakeMessage() => queue.TakeSpare();

    public void Return(PooledMessage message) => queue.ReturnUnused(message);

    public ValueTask<bool> DeliverAsync(Dispatch dispatch, PooledMessage message, string? sessionId)
    {
        if (!queue.IsFull)
        {
            _fullEpisode = false;
            queue.Enqueue(new QueuedDispatch(dispatch, message, sessionId));
            return new ValueTask<bool>(true);
        }

        onFull(!_fullEpisode); // The first of an episode is warned of, all are counted.
        _fullEpisode = true;
        switch (overflow)
        {
            case QueueOverflow.DropNewest:
                queue.ReturnUnused(message);
                return new ValueTask<bool>(true);
            case QueueOverflow.Reconnect:
                // One over the bound: its sequence is behind the cursor already, so no resume would bring it again.
                queue.Enqueue(new QueuedDispatch(dispatch, message, sessionId));
                queue.Flush();
                return new ValueTask<bool>(false);
            default:
                return WaitAsync(dispatch, message, sessionId);
        }
    }

    public void OnReaderIdle() => queue.Flush();

    public bool HoldsMemory => queue.HoldsMemory;

    public bool Trim() => queue.Trim();

    public long? FirstUndelivered(string sessionId) => queue.FirstSequenceOf(sessionId, withHandled: false);

    public long? FirstUnfinished(string sessionId) => queue.FirstSequenceOf(sessionId, withHandled: true);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(Dispatch dispatch, PooledMessage message, string? sessionId)
    {
        _holdsReader = true;
        await queue.WaitForSpaceAsync(untilHalfEmpty: false).ConfigureAwait(false);
        _holdsReader = false;
        queue.Enqueue(new QueuedDispatch(dispatch, message, sessionId));
        return true;
    }
}
