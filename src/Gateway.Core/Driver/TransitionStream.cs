using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

/// <summary>The transitions of a shard for one reader, in machine order. Bounded: when nobody reads, the oldest go.</summary>
internal sealed class TransitionStream(GatewayScheduler scheduler, Action onDropped)
{
    private const int Bound = 256;
    private readonly Lock _gate = new();
    private readonly Queue<ShardTransition> _queue = new();
    private readonly AsyncSignal _signal = new(scheduler);
    private bool _completed;
    private bool _dropping;

    public void Publish(ShardTransition transition)
    {
        var firstDrop = false;
        lock (_gate)
        {
            if (_queue.Count == Bound)
            {
                _queue.Dequeue();
                firstDrop = !_dropping;
                _dropping = true;
            }

            _queue.Enqueue(transition);
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

    /// <summary>The next transition; null when there will be none.</summary>
    public async ValueTask<ShardTransition?> ReadAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static s => ((AsyncSignal)s!).Set(), _signal);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (_queue.TryDequeue(out var transition))
                {
                    _dropping = false;
                    return transition;
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
