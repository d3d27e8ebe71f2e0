namespace Gateway.Simulator.Control;

/// <summary>Dispatches that were ordered at a rate: they go out in ticks on the host's clock.</summary>
internal sealed class DispatchPacer(TimeProvider time) : IDisposable
{
    /// <summary>Orders at work at one time; one more is refused.</summary>
    public const int MaxOrders = 100;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<PacedOrder> _orders = [];
    private bool _disposed;

    /// <summary>How many dispatches are still to come.</summary>
    public long Pending
    {
        get
        {
            lock (_gate)
            {
                return _orders.Sum(o => o.Left);
            }
        }
    }

    /// <returns>False when there are too many orders at work.</returns>
    public bool TryAdd(int count, double eventsPerSecond, Action dispatch)
    {
        lock (_gate)
        {
            if (_disposed || _orders.Count >= MaxOrders)
            {
                return false;
            }

            var order = new PacedOrder(count, eventsPerSecond, time.GetTimestamp(), dispatch);
            _orders.Add(order);
            order.Timer = time.CreateTimer(_ => OnTick(order), null, TimeSpan.Zero, Tick);
            return true;
        }
    }

    /// <summary>Forgets what is still to come.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var order in _orders)
            {
                order.Timer?.Dispose();
            }

            _orders.Clear();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Clear();
        }
    }

    private void OnTick(PacedOrder order)
    {
        lock (_gate)
        {
            if (!_orders.Contains(order))
            {
                return; // Done or forgotten, and this tick was on its way.
            }

            var due = Math.Min(order.Count, (long)(time.GetElapsedTime(order.StartedAt).TotalSeconds * order.EventsPerSecond));
            try
            {
                for (; order.Done < due; order.Done++)
                {
                    order.Dispatch();
                }
            }
            catch (ControlRefusal)
            {
                order.Done = order.Count; // The place it happened in is gone, after a reset say.
            }

            if (order.Left == 0)
            {
                order.Timer?.Dispose();
                _orders.Remove(order);
            }
        }
    }

    private sealed class PacedOrder(int count, double eventsPerSecond, long startedAt, Action dispatch)
    {
        public int Count => count;

        public double EventsPerSecond => eventsPerSecond;

        public long StartedAt => startedAt;

        public Action Dispatch => dispatch;

        public ITimer? Timer { get; set; }

        public long Done { get; set; }

        public long Left => Count - Done;
    }
}
