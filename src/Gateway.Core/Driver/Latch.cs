namespace Gateway.Core.Driver;

/// <summary>
/// Something that happens once and that several wait for. Each gets a task of his own: a task that several await runs
/// only one of them on the thread that completes it, and sends the others to the pool.
/// </summary>
internal sealed class Latch(GatewayScheduler scheduler)
{
    private readonly Lock _gate = new();
    private List<Completion>? _waiters = [];

    public bool IsSet
    {
        get
        {
            lock (_gate)
            {
                return _waiters is null;
            }
        }
    }

    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_waiters is null)
            {
                return Task.CompletedTask;
            }

            var waiter = new Completion(scheduler);
            _waiters.Add(waiter);
            return waiter.Task;
        }
    }

    public void Set()
    {
        List<Completion>? waiters;
        lock (_gate)
        {
            waiters = _waiters;
            _waiters = null;
        }

        foreach (var waiter in waiters ?? [])
        {
            waiter.TryComplete();
        }
    }
}
