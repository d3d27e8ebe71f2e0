namespace Gateway.Core.Limits;

/// <summary>
/// The default limiter of one process. Shards are divided into buckets by <c>index % max_concurrency</c> (one bucket until
/// <see cref="Update"/> tells more). A bucket serves first come first served; its next permit comes 5.1 s after the last
/// <see cref="IdentifyPermit.Sent"/>, and not before that identify is settled or 30 s have passed, nor before 5 s after the
/// gateway must have read it: when it was settled, or 1 s after the sending if that was sooner.
/// </summary>
/// <remarks>
/// <para>A window counted from the sending, not a fixed one: fixed windows let two bursts through around their border.</para>
/// <para>
/// The gateway counts from when it reads an Identify. One that travels slowly, followed by one that travels fast, would be too
/// close for it although they were sent far enough apart; so the time in which the first may have been read counts too.
/// </para>
/// <para>
/// Safe for concurrent use. Starts no task: waiters continue on the timer's thread, or on the thread that calls
/// <see cref="IdentifyPermit.Settled"/>, disposes a permit or calls <see cref="Update"/>.
/// </para>
/// <para>
/// A permit that its holder neither sends nor disposes holds its bucket for ever: only the holder knows whether it is still
/// going to identify.
/// </para>
/// </remarks>
public sealed class BucketIdentifyRateLimiter : IIdentifyRateLimiter, IDisposable
{
    // Discord's largest known max_concurrency is far below. More buckets than that would only cost memory, and fewer buckets
    // than allowed are safe.
    private const int MaxBuckets = 4096;

    private readonly Lock _lock = new();
    private readonly IdentifyRateLimiterOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    private IdentifyBucket[] _buckets = IdentifyBucket.Create(1);
    private long _arrivals;
    private int _waiting;
    private bool _disposed;

    /// <summary>Makes a limiter, to be shared by all shards of a token.</summary>
    /// <param name="timeProvider">The clock; null is the system's.</param>
    /// <param name="options">Null is the default.</param>
    /// <exception cref="ArgumentException">Settings are out of their ranges; the message names each.</exception>
    public BucketIdentifyRateLimiter(TimeProvider? timeProvider = null, IdentifyRateLimiterOptions? options = null)
    {
        _options = options ?? new IdentifyRateLimiterOptions();
        _options.ThrowIfInvalid(nameof(options));
        _timeProvider = timeProvider ?? TimeProvider.System;
        _startedAt = _timeProvider.GetTimestamp();
        _timer = _timeProvider.CreateTimer(
            static state => ((BucketIdentifyRateLimiter)state!).Serve(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many wait for a permit now.</summary>
    public int WaiterCount => Volatile.Read(ref _waiting);

    /// <summary>The number of buckets now; 1 until <see cref="Update"/> tells.</summary>
    public int MaxConcurrency => Volatile.Read(ref _buckets).Length;

    private TimeSpan Now => _timeProvider.GetElapsedTime(_startedAt);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="IdentifyRateLimiterOptions.MaxWaiters"/> are waiting already.</exception>
    /// <exception cref="ObjectDisposedException">The limiter is disposed, or becomes so during the wait.</exception>
    public ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<IdentifyPermit>(cancellationToken);
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var bucket = BucketOf(shard);
            if (bucket.Waiters.Count == 0 && bucket.FreeAt(_options.SettleTimeout) <= Now)
            {
                return new ValueTask<IdentifyPermit>(Grant(bucket));
            }

            if (_waiting >= _options.MaxWaiters)
            {
                throw new InvalidOperationException(
                    $"{_waiting} shards wait for an identify permit already. Allowed: at most MaxWaiters = {_options.MaxWaiters}.");
            }

            var waiter = new IdentifyWaiter(shard, _arrivals++);
            bucket.Waiters.AddLast(waiter.Node);
            _waiting++;

            // Under the lock, so that whoever serves the waiter sees the registration. A token that fires in between calls
            // back on this thread; the lock lets its owner in, and nobody has the task yet.
            waiter.Registration = cancellationToken.UnsafeRegister(
                (state, token) => GiveUp((IdentifyWaiter)state!, token), waiter);
            if (bucket.Waiters.Count == 1)
            {
                Arm();
            }

            return new ValueTask<IdentifyPermit>(waiter.Task);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Permits that are out stay valid. Waiters go to their new buckets in the order of arrival.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Its <see cref="SessionStartLimit.MaxConcurrency"/> is less than 1.</exception>
    public void Update(SessionStartLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        if (limit.MaxConcurrency < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(limit), limit.MaxConcurrency, $"MaxConcurrency: {limit.MaxConcurrency}. Allowed: at least 1.");
        }

        lock (_lock)
        {
            var count = Math.Min(limit.MaxConcurrency, MaxBuckets);
            if (_disposed || count == _buckets.Length)
            {
                return;
            }

            var old = _buckets;
            _buckets = IdentifyBucket.Divide(old, count);
            foreach (var waiter in IdentifyBucket.TakeAllWaiters(old))
            {
                BucketOf(waiter.Shard).Waiters.AddLast(waiter.Node);
            }
        }

        Serve();
    }

    /// <summary>Ends all waits with <see cref="ObjectDisposedException"/>. Permits that are out stay usable, to no effect.</summary>
    public void Dispose()
    {
        IdentifyWaiter[] waiters;
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            waiters = IdentifyBucket.TakeAllWaiters(_buckets);
            _waiting = 0;
        }

        _timer.Dispose();
        foreach (var waiter in waiters)
        {
            waiter.Registration.Unregister();
            waiter.TrySetException(new ObjectDisposedException(nameof(BucketIdentifyRateLimiter)));
        }
    }

    private IdentifyBucket BucketOf(ShardId shard) => _buckets[shard.Index % _buckets.Length];

    private BucketIdentifyPermit Grant(IdentifyBucket bucket) => new(this, bucket.Give(new IdentifyGrant()));

    /// <summary>Gives out what may be given out now, outside the lock, and sets the timer for the rest.</summary>
    private void Serve()
    {
        List<(IdentifyWaiter Waiter, BucketIdentifyPermit Permit)> served = [];
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            var now = Now;
            foreach (var bucket in _buckets)
            {
                // One at most: the permit that is given out now holds the bucket.
                if (bucket.Waiters.First is { } first && bucket.FreeAt(_options.SettleTimeout) <= now)
                {
                    bucket.Waiters.Remove(first);
                    _waiting--;
                    served.Add((first.Value, Grant(bucket)));
                }
            }

            Arm();
        }

        foreach (var (waiter, permit) in served)
        {
            waiter.Registration.Unregister();
            waiter.TrySetResult(permit);
        }
    }

    /// <summary>Sets the timer to the first moment at which a waiter may be served, if no holder has to act before.</summary>
    private void Arm()
    {
        var next = TimeSpan.MaxValue;
        foreach (var bucket in _buckets)
        {
            var freeAt = bucket.Waiters.Count > 0 ? bucket.FreeAt(_options.SettleTimeout) : TimeSpan.MaxValue;
            next = freeAt < next ? freeAt : next;
        }

        if (next == TimeSpan.MaxValue)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Timers count whole milliseconds: round up, or the callback comes just too early, again and again.
        var now = Now;
        var wait = next > now ? Math.Ceiling((next - now).TotalMilliseconds) : 0;
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void GiveUp(IdentifyWaiter waiter, CancellationToken token)
    {
        lock (_lock)
        {
            if (waiter.Node.List is not { } queue)
            {
                return;
            }

            queue.Remove(waiter.Node);
            _waiting--;
            if (queue.Count == 0)
            {
                Arm();
            }
        }

        waiter.TrySetCanceled(token);
    }

    internal void Sent(IdentifyGrant grant)
    {
        lock (_lock)
        {
            if (grant.WasSent)
            {
                return;
            }

            var now = Now;
            grant.MarkSent(now);

            // A permit that was given back and is sent all the same has left its bucket's books. An identify may be on its
            // way now, of which Discord counts every one, so all buckets wait.
            foreach (var bucket in _buckets)
            {
                if (grant.IsOver || bucket.Knows(grant))
                {
                    bucket.CloseUntil(now + _options.Window + _options.Margin);
                }
            }

            if (!_disposed)
            {
                Arm();
            }
        }
    }

    internal void End(IdentifyGrant grant)
    {
        lock (_lock)
        {
            if (grant.IsOver)
            {
                return;
            }

            grant.End();
            if (grant.SentAt is { } sentAt)
            {
                // The answer proves that the gateway had read it by now, but not when. Its window began then.
                var readBy = sentAt + _options.MaxTransit < Now ? sentAt + _options.MaxTransit : Now;
                foreach (var bucket in _buckets.Where(b => b.Knows(grant)))
                {
                    bucket.CloseUntil(readBy + _options.Window);
                }
            }
        }

        Serve();
    }
}
