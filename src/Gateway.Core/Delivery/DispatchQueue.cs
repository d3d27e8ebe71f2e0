using System.Buffers;
using System.Runtime.CompilerServices;
using Gateway.Core.Driver;

namespace Gateway.Core.Delivery;

/// <summary>A received event on its way to the handler, with the buffer it owns.</summary>
internal readonly record struct QueuedDispatch(Dispatch Dispatch, PooledMessage Message, string? SessionId);

/// <summary>
/// The events that were received and not yet handled, in order; bounded by count and by bytes. One writer (the
/// reader of the current connection), one reader (the consumer).
/// </summary>
/// <remarks>The consumer is woken when the reader has nothing at hand any more, or after a batch: not for each event.</remarks>
internal sealed class DispatchQueue(DeliveryOptions options, GatewayScheduler scheduler)
{
    private const int WakeAfter = 32;
    private const int SpareMessages = 64;
    private const int KeptRing = 64; // An idle shard holds no larger ring.
    private readonly Lock _gate = new();
    private readonly AsyncSignal _items = new(scheduler);
    private readonly AsyncSignal _space = new(scheduler);
    private readonly PooledMessage?[] _spares = new PooledMessage?[SpareMessages];
    private QueuedDispatch[] _ring = [];
    private int _start;
    private int _count;
    private long _bytes;
    private int _spareCount;
    private bool _writerWaits;
    private bool _consumerWaits;
    private bool _completed;

    public int Count => Volatile.Read(ref _count);

    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _count >= options.QueueCapacity || _bytes >= options.QueueBytes;
            }
        }
    }

    /// <summary>An empty message to receive into.</summary>
    public PooledMessage TakeSpare()
    {
        lock (_gate)
        {
            return _spareCount > 0 ? _spares[--_spareCount]! : new PooledMessage();
        }
    }

    /// <summary>Gives a message back; its array goes back to the pool.</summary>
    public void Return(PooledMessage message)
    {
        message.Release();
        lock (_gate)
        {
            if (_spareCount < SpareMessages)
            {
                _spares[_spareCount++] = message;
            }
        }
    }

    /// <summary>Adds an event. The bound is the writer's business: see <see cref="IsFull"/> and <see cref="WaitForSpaceAsync"/>.</summary>
    public void Enqueue(in QueuedDispatch item)
    {
        bool wake;
        lock (_gate)
        {
            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[(_start + _count) % _ring.Length] = item;
            _count++;
            _bytes += item.Message.Length;
            wake = _consumerWaits && _count >= WakeAfter;
            _consumerWaits &= !wake;
        }

        if (wake)
        {
            _items.Set();
        }
    }

    /// <summary>The writer has nothing at hand: what it has added is to be handled.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (!_consumerWaits || _count == 0)
            {
                return;
            }

            _consumerWaits = false;
        }

        _items.Set();
    }

    /// <summary>No more events will come.</summary>
    public void Complete()
    {
        bool wake;
        lock (_gate)
        {
            _completed = true;
            wake = _consumerWaits;
            _consumerWaits = false;
        }

        if (wake)
        {
            _items.Set();
        }

        ReleaseWriter(always: true);
    }

    /// <summary>Waits until there is an event. False: there will be none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitForItemAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_count > 0)
                {
                    return true;
                }

                if (_completed)
                {
                    return false;
                }

                _consumerWaits = true;
            }

            await _items.WaitAsync().ConfigureAwait(false);
        }
    }

    public bool TryDequeue(out QueuedDispatch item)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                item = default;
                return false;
            }

            item = _ring[_start];
            _ring[_start] = default;
            _start = (_start + 1) % _ring.Length;
            _count--;
            _bytes -= item.Message.Length;
            if (_count == 0 && _ring.Length > KeptRing)
            {
                ArrayPool<QueuedDispatch>.Shared.Return(_ring); // Its items were cleared one by one.
                _ring = [];
                _start = 0;
            }
        }

        ReleaseWriter(always: false);
        return true;
    }

    /// <summary>The writer waits until the queue is below its bound, or half empty.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitForSpaceAsync(bool untilHalfEmpty)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_completed || !IsAbove(untilHalfEmpty ? 2 : 1))
                {
                    return;
                }

                _writerWaits = true;
            }

            Flush();
            await _space.WaitAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The least sequence that a session still has in the queue; null when it has none.</summary>
    public long? FirstSequenceOf(string sessionId)
    {
        lock (_gate)
        {
            for (var i = 0; i < _count; i++)
            {
                ref readonly var item = ref _ring[(_start + i) % _ring.Length];
                if (item.SessionId == sessionId && item.Dispatch.Sequence is { } sequence)
                {
                    return sequence;
                }
            }

            return null;
        }
    }

    private bool IsAbove(int part) => _count * (long)part >= options.QueueCapacity || _bytes * part >= options.QueueBytes;

    private void ReleaseWriter(bool always)
    {
        lock (_gate)
        {
            // Woken when half empty, so that a full queue costs one wake-up a batch and not one an event.
            if (!_writerWaits || (!always && IsAbove(2)))
            {
                return;
            }

            _writerWaits = false;
        }

        _space.Set();
    }

    private void Grow()
    {
        var larger = ArrayPool<QueuedDispatch>.Shared.Rent(Math.Max(16, _ring.Length * 2));
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_start + i) % _ring.Length];
        }

        if (_ring.Length > 0)
        {
            ArrayPool<QueuedDispatch>.Shared.Return(_ring, clearArray: true);
        }

        _ring = larger;
        _start = 0;
    }
}
