using Gateway.Core.Driver;

namespace Gateway.Core.Fleet;

/// <summary>All shards of one shard count that a manager runs, and what they amount to.</summary>
internal sealed class ShardSet(FleetContext context, int count, IDispatchHandler handler, Action<FleetMember, Exception?> onEnded)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, FleetMember> _byIndex = [];
    private readonly List<FleetMember> _members = [];
    private readonly List<Completion> _readyWaiters = [];
    private int _running;
    private int _ready;
    private bool _closed;

    public int Count => count;

    public IDispatchHandler Handler => handler;

    /// <summary>Through which the events of all members go.</summary>
    public DispatchSieve Sieve { get; } = new();

    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    public int Ready
    {
        get
        {
            lock (_gate)
            {
                return _ready;
            }
        }
    }

    /// <summary>In the order in which they were added.</summary>
    public FleetMember[] Members
    {
        get
        {
            lock (_gate)
            {
                return [.. _members];
            }
        }
    }

    public FleetMember? Find(int index)
    {
        lock (_gate)
        {
            return _byIndex.GetValueOrDefault(index);
        }
    }

    /// <summary>The member of this index, made if there is none.</summary>
    public FleetMember GetOrAdd(int index)
    {
        lock (_gate)
        {
            if (!_byIndex.TryGetValue(index, out var member))
            {
                member = new FleetMember(context, new ShardId(index, count), this);
                _byIndex.Add(index, member);
                _members.Add(member);
            }

            return member;
        }
    }

    /// <summary>From now on no member is started. False: it was so before.</summary>
    public bool Close()
    {
        lock (_gate)
        {
            return !_closed && (_closed = true);
        }
    }

    /// <summary>Completes when all that run are Ready.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        Completion waiter;
        lock (_gate)
        {
            if (_running > 0 && _ready == _running)
            {
                return Task.CompletedTask;
            }

            if (_closed)
            {
                throw new InvalidOperationException("The fleet is being stopped.");
            }

            waiter = new Completion(context.Scheduler);
            _readyWaiters.Add(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>There will be no more: whoever waits for Ready waits in vain.</summary>
    public void FailWaiters(Exception error)
    {
        foreach (var waiter in TakeWaiters(always: true))
        {
            waiter.TryFail(error);
        }
    }

    /// <summary>A member is about to run. False: the set is closed, and it must not.</summary>
    public bool TryStart(FleetMember member)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _running++;
        }

        context.Changes.Publish(new ShardChange(member.Id, ShardChangeKind.Started));
        return true;
    }

    public void OnReadyChanged(bool isReady)
    {
        lock (_gate)
        {
            _ready += isReady ? 1 : -1;
        }

        CompleteWaiters();
    }

    public void OnEnded(FleetMember member, Exception? error)
    {
        lock (_gate)
        {
            _running--;
        }

        context.Gate?.Forget(member.Id);
        context.Changes.Publish(
            new ShardChange(member.Id, error is null ? ShardChangeKind.Stopped : ShardChangeKind.Failed) { Error = error });
        CompleteWaiters();
        onEnded(member, error);
    }

    private static async Task WaitAsync(Completion waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (s, token) => ((Completion)s!).TryCancel(token), waiter);
        await waiter.Task.ConfigureAwait(false);
    }

    private void CompleteWaiters()
    {
        foreach (var waiter in TakeWaiters(always: false))
        {
            waiter.TryComplete();
        }
    }

    private Completion[] TakeWaiters(bool always)
    {
        lock (_gate)
        {
            if (_readyWaiters.Count == 0 || !(always || (_running > 0 && _ready == _running)))
            {
                return [];
            }

            Completion[] waiters = [.. _readyWaiters];
            _readyWaiters.Clear();
            return waiters;
        }
    }
}
