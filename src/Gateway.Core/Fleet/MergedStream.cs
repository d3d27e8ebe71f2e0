using Gateway.Core.Driver;

namespace Gateway.Core.Fleet;

/// <summary>
/// The events of all shards for one reader, in the order in which they come up; of one shard, in wire order. Each shard has one
/// event in here at most: what is behind it waits in that shard's own bounded queue, so no shard can crowd out another.
/// </summary>
internal sealed class MergedStream(GatewayScheduler scheduler) : IDispatchHandler
{
    private readonly Lock _gate = new();
    private readonly Queue<(Dispatch Dispatch, Slot Slot)> _waiting = new();
    private readonly Dictionary<ShardId, Slot> _slots = [];
    private readonly AsyncSignal _items = new(scheduler);
    private bool _completed;

    public async ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        Slot slot;
        lock (_gate)
        {
            if (!_completed)
            {
                slot = SlotOf(dispatch.Shard);
                _waiting.Enqueue((dispatch, slot));
            }
            else
            {
                slot = Slot.Abandoned;
            }
        }

        if (slot != Slot.Abandoned)
        {
            _items.Set();
            await slot.Taken.WaitAsync().ConfigureAwait(false);
        }

        if (slot.IsAbandoned)
        {
            throw new OperationCanceledException("The stream was left before the event was read.", cancellationToken);
        }
    }

    /// <summary>Waits for the next event. False: there will be none.</summary>
    public async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    return true;
                }

                if (_completed)
                {
                    return false;
                }
            }

            await _items.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes an event out; <see cref="Return"/> gives its buffer back, and lets its shard go on.</summary>
    public (Dispatch Dispatch, Slot Slot) Take()
    {
        lock (_gate)
        {
            return _waiting.Dequeue();
        }
    }

    public static void Return(Slot slot) => slot.Taken.Set();

    /// <summary>No event comes any more, because all shards have ended.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
        }

        _items.Set();
    }

    /// <summary>Nobody reads any more: what was not read is not handled, and the sessions go on before it.</summary>
    public void Abandon()
    {
        (Dispatch Dispatch, Slot Slot)[] left;
        lock (_gate)
        {
            _completed = true;
            left = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var (_, slot) in left)
        {
            slot.IsAbandoned = true;
            slot.Taken.Set();
        }

        _items.Set();
    }

    // Never two events of one shard at once, so one signal a shard is enough.
    private Slot SlotOf(ShardId shard)
    {
        if (!_slots.TryGetValue(shard, out var slot))
        {
            _slots.Add(shard, slot = new Slot(scheduler));
        }

        return slot;
    }

    /// <summary>The place of one shard.</summary>
    internal sealed class Slot(GatewayScheduler scheduler)
    {
        public static Slot Abandoned { get; } = new(GatewayScheduler.ThreadPool) { IsAbandoned = true };

        public AsyncSignal Taken { get; } = new(scheduler);

        public bool IsAbandoned { get; set; }
    }
}
