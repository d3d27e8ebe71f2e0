using System.Runtime.CompilerServices;

namespace Gateway.Core.Delivery;

/// <summary>The handler runs on the reader: no queue, no thread hop, one buffer that is used again and again.</summary>
internal sealed class InlineDelivery(HandlerInvoker invoker) : IDelivery
{
    private PooledMessage? _spare;
    private volatile bool _holdsReader;

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
        var task = invoker.InvokeAsync(dispatch);
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync(task, message);
        }

        task.GetAwaiter().GetResult();
        _holdsReader = false;
        Return(message);
        return new ValueTask<bool>(true);
    }

    public void OnReaderIdle() => Interlocked.Exchange(ref _spare, null)?.Release();

    public void Trim()
    {
        // Nothing is kept that the idle reader has not given back.
    }

    public long? FirstUndelivered(string sessionId) => null;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> AwaitAsync(ValueTask task, PooledMessage message)
    {
        await task.ConfigureAwait(false);
        _holdsReader = false;
        Return(message);
        return true;
    }
}
