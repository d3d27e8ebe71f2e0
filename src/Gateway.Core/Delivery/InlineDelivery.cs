using System.Runtime.CompilerServices;

namespace Gateway.Core.Delivery;

/// <summary>The handler runs on the reader: no queue, no thread hop, one buffer that is used again and again.</summary>
internal sealed class InlineDelivery(HandlerInvoker invoker) : IDelivery
{
    private PooledMessage? _spare;
    private volatile bool _holdsReader;
    private string? _inHandOf;
    private long _inHand; // 0: nothing.

    public bool HoldsReader => _holdsReader;

    public int Waiting => 0;

    public PooledMessage TakeMessage() => Interlocked.Exchange(ref _spare, null) ?? new PooledMessage();

    public void Return(PooledMessage message)
    {
        message.Clear();
        if (Interlocked.CompareExchange(ref _spare, message, null) is not null)
        {
            message.Release();
        }
    }

    public ValueTask<bool> DeliverAsync(Dispatch dispatch, PooledMessage message, string? sessionId)
    {
        _holdsReader = true;
        TakeInHand(sessionId, dispatch.Sequence ?? 0);
        var task = invoker.InvokeAsync(dispatch);
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync(task, message);
        }

        Finish(task.GetAwaiter().GetResult());
        Return(message);
        return new ValueTask<bool>(true);
    }

    // The array goes back; the empty message stays, so that the next one, be it an ACK, costs no allocation.
    public void OnReaderIdle()
    {
        if (Interlocked.Exchange(ref _spare, null) is { } spare)
        {
            spare.Release();
            Interlocked.CompareExchange(ref _spare, spare, null);
        }
    }

    // Nothing is kept that the idle reader has not given back.
    public bool HoldsMemory => false;

    public bool Trim() => false;

    public long? FirstUndelivered(string sessionId) => null;

    public long? FirstUnfinished(string sessionId)
    {
        while (true)
        {
            var sequence = Volatile.Read(ref _inHand);
            var session = Volatile.Read(ref _inHandOf);
            if (sequence == Volatile.Read(ref _inHand))
            {
                return sequence != 0 && session == sessionId ? sequence : null;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask<bool> task, PooledMessage message)
    {
        Finish(await task.ConfigureAwait(false));
        Return(message);
        return true;
    }

    private void TakeInHand(string? sessionId, long sequence)
    {
        if (!ReferenceEquals(_inHandOf, sessionId))
        {
            Volatile.Write(ref _inHand, 0); // Whoever looks on from another thread never sees the one with the other's session.
            Volatile.Write(ref _inHandOf, sessionId);
        }

        Volatile.Write(ref _inHand, sequence);
    }

    // What the handler broke off stays in hand: the run is about to end, and the session goes on before it.
    private void Finish(bool finished)
    {
        if (finished)
        {
            Volatile.Write(ref _inHand, 0);
        }

        _holdsReader = false;
    }
}
