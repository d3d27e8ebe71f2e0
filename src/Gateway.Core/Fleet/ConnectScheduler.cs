using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Gateway.Core.Limits;

namespace Gateway.Core.Fleet;

/// <summary>
/// The connect gate of a fleet: shards that resume go before shards that identify, all under a cap that is spread at random; of
/// those that identify only a few a bucket are let through, and a shard that keeps failing alone is quarantined.
/// </summary>
/// <remarks>
/// Safe for concurrent use; share one between the managers of a process. A resume that was asked for by op 7 waits for nothing but
/// the cap. A <see cref="ShardManager"/> makes one by itself.
/// </remarks>
public sealed partial class ConnectScheduler : IConnectGate, IDisposable
{
    private readonly Lock _gate = new();
    private readonly StormOptions _options;
    private readonly ConnectPace _pace;
    private readonly Quarantine _quarantine;
    private readonly ConnectQueue _queue;
    private readonly TimeProvider _timeProvider;
    private readonly GatewayScheduler _scheduler;
    private readonly long _origin;
    private readonly ITimer _timer;
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private int _inFlight;
    private bool _disposed;

    /// <summary>Makes a gate.</summary>
    /// <param name="options">The numbers; null: the defaults.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="scheduler">Where those who waited go on; null: the thread pool.</param>
    /// <param name="random">Random numbers, 0 ≤ x &lt; 1; called under a lock. Null: a generator of its own.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names each.</exception>
    public ConnectScheduler(
        StormOptions? options = null, TimeProvider? timeProvider = null, GatewayScheduler? scheduler = null, Func<double>? random = null)
    {
        _options = options ?? new StormOptions();
        if (string.Join(" ", _options.Violations()) is { Length: > 0 } violations)
        {
            throw new ArgumentException(violations, nameof(options));
        }

        random ??= RandomSource.New();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _scheduler = scheduler ?? GatewayScheduler.ThreadPool;
        _pace = new ConnectPace(_options.MaxConnectsPerSecond, random);
        _quarantine = new Quarantine(_options, random);
        _queue = new ConnectQueue(_options.IdentifiersPerBucket ?? int.MaxValue);
        _origin = _timeProvider.GetTimestamp();
        _timer = _timeProvider.CreateTimer(
            static s => ((ConnectScheduler)s!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait, quarantined ones included.</summary>
    public int WaiterCount
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>How many are in quarantine.</summary>
    public int QuarantinedCount
    {
        get
        {
            lock (_gate)
            {
                return _queue.SleepingCount;
            }
        }
    }

    /// <summary>Hears of each quarantine, with its length. Called outside the lock, in place.</summary>
    internal Action<ShardId, TimeSpan>? Quarantined { get; set; }

    private TimeSpan Now => _timeProvider.GetElapsedTime(_origin);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The gate is disposed.</exception>
    public ValueTask<ConnectGrant> AcquireAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ConnectGrant>(cancellationToken);
        }

        var waiter = new ConnectWaiter(request);
        TimeSpan delay;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            delay = _quarantine.OnRequest(request);
            _queue.Add(waiter, delay > TimeSpan.Zero ? Now + delay : null);
        }

        if (delay > TimeSpan.Zero)
        {
            FleetMetrics.Quarantines.Add(1);
            Quarantined?.Invoke(request.Shard, delay);
        }

        Serve(asking: waiter);
        if (waiter.Grant is { } granted)
        {
            return new ValueTask<ConnectGrant>(granted);
        }

        FleetMetrics.ConnectsWaiting.Add(1);
        return new ValueTask<ConnectGrant>(WaitAsync(waiter, cancellationToken));
    }

    /// <summary>Tells the gate what Get Gateway Bot said of the identify buckets.</summary>
    public void Update(SessionStartLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        lock (_gate)
        {
            _queue.SetBuckets(limit.MaxConcurrency);
        }

        Serve();
    }

    /// <summary>A shard does not run any more: its failures are forgotten.</summary>
    public void Forget(ShardId shard)
    {
        lock (_gate)
        {
            _quarantine.Forget(shard);
        }
    }

    /// <summary>Ends all waits with <see cref="ObjectDisposedException"/>. Grants that are out stay usable.</summary>
    public void Dispose()
    {
        List<ConnectWaiter> waiters;
        lock (_gate)
        {
            _disposed = true;
            waiters = _queue.TakeAll();
        }

        _timer.Dispose();
        foreach (var waiter in waiters)
        {
            waiter.Complete(new ObjectDisposedException(nameof(ConnectScheduler)), _scheduler);
        }
    }

    private async Task<ConnectGrant> WaitAsync(ConnectWaiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister((s, token) => GiveUp((ConnectWaiter)s!, token), waiter);
        try
        {
            return await waiter.Task.ConfigureAwait(false);
        }
        finally
        {
            FleetMetrics.ConnectsWaiting.Add(-1);
        }
    }

    private void GiveUp(ConnectWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_queue.Remove(waiter))
            {
                return; // It was granted meanwhile; whoever asked gives it back.
            }
        }

        waiter.TrySetCanceled(cancellationToken);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _armedFor = TimeSpan.MaxValue;
        }

        Serve();
    }

    // Lets through whoever may go now. Who asks at this moment gets his grant in place, all others through the scheduler.
    private void Serve(ConnectWaiter? asking = null)
    {
        List<ConnectWaiter>? served = null;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            var now = Now;
            _queue.WakeSleepers(now);
            while (_inFlight < (_options.MaxInFlight ?? int.MaxValue) && _pace.NextAt <= now && _queue.TryTake(out var waiter))
            {
                _pace.Note(now);
                _inFlight++;
                waiter.Grant = new SlotGrant(this, waiter.Request);
                if (waiter != asking)
                {
                    (served ??= []).Add(waiter);
                }
            }

            Arm(now);
        }

        foreach (var waiter in served ?? [])
        {
            waiter.Complete(null, _scheduler);
        }
    }

    private void Arm(TimeSpan now)
    {
        var next = _queue.NextSleeperAt ?? TimeSpan.MaxValue;
        if (_queue.HasEligible && _inFlight < (_options.MaxInFlight ?? int.MaxValue) && _pace.NextAt < next)
        {
            next = _pace.NextAt;
        }

        if (next >= _armedFor)
        {
            return;
        }

        _armedFor = next;

        // Timers count whole milliseconds: rounded up, they do not fire too early.
        var milliseconds = Math.Clamp(Math.Ceiling((next - now).TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
