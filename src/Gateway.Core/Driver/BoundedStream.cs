namespace Gateway.Core.Driver;

/// <summary>What happens, for one reader, in order. Bounded: when nobody reads, the oldest go.</summary>
/// <param name="bound">How many are kept.</param>
/// <param name="scheduler">Where the reader is woken.</param>
/// <param name="onDropped">Called for the first that goes in an episode.</param>
internal sealed class BoundedStream<T>(int bound, GatewayScheduler scheduler, Action onDropped)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _queue = new();
    private readonly AsyncSignal _signal = new(scheduler);
    private bool _completed;
    private bool _dropping;

    public void Publish(T item)
    {
        var firstDrop = false;
        lock (_gate)
        {
            if (_queue.Count == bound)
            {
                _queue.Dequeue();
                firstDrop = !_dropping;
                _dropping = true;
            }

            _queue.Enqueue(item);
        }

        if (firstDrop)
        {
            onDropped();
        }

        _signal.Set();
    }

    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
        }

        _signal.Set();
    }

    /// <summary>The next one; null when there will be none.</summary>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static s => ((AsyncSignal)s!).Set(), _signal);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (_queue.TryDequeue(out var item))
                {
                    _dropping = false;
                    return item;
                }

                if (_completed)
                {
                    return null;
                }
            }

            await _signal.WaitAsync().ConfigureAwait(false);
        }
    }
}
