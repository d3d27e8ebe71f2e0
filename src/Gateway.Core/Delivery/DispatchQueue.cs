using System.Runtime.CompilerServices;
using Gateway.Core.Driver;

namespace Gateway.Core.Delivery;

/// <summary>A received event on its way to the handler, with the buffer it owns.</summary>
internal readonly record struct QueuedDispatch(Dispatch Dispatch, PooledMessage Message, string? SessionId);

/// <summary>
/// The events that were received and not yet handled, in order; bounded by count and by bytes. One writer (the
/// reader of the current connection), one reader (the consumer).
/// </summary>
/// <remarks>
/// The consumer is woken when the reader has nothing at hand any more, or after a batch: not for each event. Each side
/// enters the lock once an event, because two that contend for it wait for each other longer than they work.
/// </remarks>
internal sealed partial class DispatchQueue(DeliveryOptions options, GatewayScheduler scheduler)
{
    private const int WakeAfter = 32;
    private readonly Lock _gate = new();
    private readonly AsyncSignal _items = new(scheduler);
    private readonly AsyncSignal _space = new(scheduler);
    private readonly SpareMessages _spares = new();
    private PooledMessage? _next; // What the reader receives into next.
    private PooledMessage? _handled; // What the consumer is done with; the lock is entered with the next event.
    private QueuedDispatch[] _ring = [];
    private int _start;
    private int _count;
    private long _bytes;
    private bool _writerWaits;
    private bool _consumerWaits;
    private bool _completed;
    private bool _usedSinceTrim;

    public int Count => Volatile.Read(ref _count);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>For the writer, who alone makes it full: it may be less full by the time of the answer.</summary>
    public bool IsFull => Count >= options.QueueCapacity || Bytes >= options.QueueBytes;

    /// <summary>An empty message to receive into.</summary>
    public PooledMessage TakeSpare()
    {
        var message = Interlocked.Exchange(ref _next, null);
        if (message is null)
        {
            lock (_gate)
            {
                _spares.TryTake(out message);
            }
        }

        return message ?? new PooledMessage();
    }

    /// <summary>The writer gives back a message that it has received and not added.</summary>
    public void ReturnUnused(PooledMessage message)
    {
        message.Clear();
        if (Interlocked.CompareExchange(ref _next, message, null) is not null)
        {
            message.Release();
        }
    }

    /// <summary>Gives back the memory of a backlog that has not come again since the last call; all of it when nothing has come.</summary>
    /// <returns>Whether it still holds memory that another call may give back.</returns>
    public bool Trim()
    {
        lock (_gate)
        {
            _spares.Trim();
            if (_count == 0 && !_usedSinceTrim && _ring.Length > 0)
            {
                _ring = [];
                _start = 0;
            }

            _usedSinceTrim = false;
            return HoldsMemory;
        }
    }

    /// <summary>Whether there is something to trim: always, from the first event on until it was trimmed.</summary>
    public bool HoldsMemory => _ring.Length > 0 || _spares.HasAny;

    /// <summary>Adds an event. The bound is the writer's business: see <see cref="IsFull"/> and <see cref="WaitForSpaceAsync"/>.</summary>
    public void Enqueue(in QueuedDispatch item)
    {
        bool wake;
        PooledMessage? next;
        lock (_gate)
        {
            if (_count == _ring.Length)
            {
                Grow();
            }

            _usedSinceTrim = true;
            _ring[IndexOf(_count)] = item;
            _count++;
            _bytes += item.Message.Length;
            wake = _consumerWaits && _count >= WakeAfter;
            _consumerWaits &= !wake;
            _spares.TryTake(out next);
        }

        if (next is not null)
        {
            ReturnUnused(next);
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
            if (Interlocked.Exchange(ref _next, null) is { } next)
            {
                next.Release(); // An idle shard that gets nothing but ACKs holds no array, and no ACK needs a new message.
                _next = next;
            }

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
        bool wakeWriter;
        lock (_gate)
        {
            _completed = true;
            wake = _consumerWaits;
            _consumerWaits = false;
            wakeWriter = _writerWaits;
            _writerWaits = false;
        }

        if (wake)
        {
            _items.Set();
        }

        if (wakeWriter)
        {
            _space.Set();
        }
    }

    /// <summary>Waits until there is an event. False: there will be none.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitForItemAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                TakeBack();
                if (_count > 0)
                {
                    return true;
                }

                if (_completed)
                {
                    DropMemory();
                    return false;
                }

                _consumerWaits = true;
            }

            await _items.WaitAsync().ConfigureAwait(false);
        }
    }

    public bool TryDequeue(out QueuedDispatch item)
    {
        bool wakeWriter;
        lock (_gate)
        {
            TakeBack();
            if (_count == 0)
            {
                item = default;
                return false;
            }

            item = _ring[_start];
            _inHand = (item.SessionId, item.Dispatch.Sequence);
            _ring[_start] = default;
            _start = IndexOf(1);
            _count--;
            _bytes -= item.Message.Length;

            // Woken when half empty, so that a full queue costs one wake-up a batch and not one an event.
            wakeWriter = _writerWaits && !IsAbove(2);
            _writerWaits &= !wakeWriter;
        }

        if (wakeWriter)
        {
            _space.Set();
        }

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

    private bool IsAbove(int part) => _count * (long)part >= options.QueueCapacity || _bytes * part >= options.QueueBytes;

    // Where the event stands that has so many before it.
    private int IndexOf(int place)
    {
        var index = _start + place;
        return index < _ring.Length ? index : index - _ring.Length;
    }

    // A shard that has ended may be held on to, and is trimmed no more.
    private void DropMemory()
    {
        _spares.Clear();
        _ring = [];
        _start = 0;
    }

    // Not from a pool: a thousand shards that each had a backlog would leave it full of rings that nobody needs.
    private void Grow()
    {
        var larger = new QueuedDispatch[Math.Max(16, _ring.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[IndexOf(i)];
        }

        _ring = larger;
        _start = 0;
    }
}
