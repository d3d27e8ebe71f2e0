namespace Gateway.Core.Fleet;

/// <summary>
/// Who waits at the gate: those who resume, first come first served, before those who identify, bucket by bucket in turn; apart
/// from them those in quarantine. No clock, no lock.
/// </summary>
internal sealed class ConnectQueue(int identifiersPerBucket)
{
    // Beyond Discord's largest known number by far: fewer buckets than there are only let fewer through.
    private const int MaxBuckets = 4096;

    private readonly LinkedList<ConnectWaiter> _resumes = new();
    private readonly PriorityQueue<ConnectWaiter, TimeSpan> _sleepers = new();
    private Bucket[] _buckets = [new()];
    private int _turn;
    private int _identifies;
    private int _sleeping;

    public int Count => _resumes.Count + _identifies + _sleeping;

    public int SleepingCount => _sleeping;

    /// <summary>Whether there is somebody whom only the caps keep back.</summary>
    public bool HasEligible => _resumes.Count > 0 || NextBucket() >= 0;

    public TimeSpan? NextSleeperAt
    {
        get
        {
            // Those that gave up are taken out when their time comes round, or when they are the first.
            while (_sleepers.TryPeek(out var waiter, out var at))
            {
                if (waiter.Sleeps)
                {
                    return at;
                }

                _sleepers.Dequeue();
            }

            return null;
        }
    }

    public void Add(ConnectWaiter waiter, TimeSpan? notBefore)
    {
        if (notBefore is { } at)
        {
            waiter.Sleeps = true;
            _sleeping++;
            _sleepers.Enqueue(waiter, at);
            return;
        }

        if (waiter.Request.WillResume)
        {
            _resumes.AddLast(waiter.Node);
            return;
        }

        _identifies++;
        BucketOf(waiter.Request.Shard).Waiters.AddLast(waiter.Node);
    }

    public void WakeSleepers(TimeSpan now)
    {
        while (NextSleeperAt <= now)
        {
            var waiter = _sleepers.Dequeue();
            waiter.Sleeps = false;
            _sleeping--;
            Add(waiter, null);
        }
    }

    /// <summary>False: it was taken before.</summary>
    public bool Remove(ConnectWaiter waiter)
    {
        if (waiter.Sleeps)
        {
            waiter.Sleeps = false;
            _sleeping--;
            return true;
        }

        if (waiter.Node.List is not { } list)
        {
            return false;
        }

        list.Remove(waiter.Node);
        _identifies -= waiter.Request.WillResume ? 0 : 1;
        return true;
    }

    public bool TryTake(out ConnectWaiter waiter)
    {
        if (_resumes.First is { } resume)
        {
            _resumes.Remove(resume);
            waiter = resume.Value;
            return true;
        }

        if (NextBucket() is var index and >= 0)
        {
            var bucket = _buckets[index];
            waiter = bucket.Waiters.First!.Value;
            bucket.Waiters.RemoveFirst();
            bucket.Under++;
            _identifies--;
            _turn = (index + 1) % _buckets.Length;
            return true;
        }

        waiter = null!;
        return false;
    }

    /// <summary>One that was taken to identify has come to READY, or has ended.</summary>
    public void OnIdentifierGone(ShardId shard)
    {
        var bucket = BucketOf(shard);
        bucket.Under = Math.Max(0, bucket.Under - 1);
    }

    public void SetBuckets(int count)
    {
        count = Math.Clamp(count, 1, MaxBuckets);
        if (count == _buckets.Length)
        {
            return;
        }

        // Those on their way are no longer told apart: for the moment a few more may be let through. The limiter keeps the 5 s.
        var old = _buckets;
        _buckets = [.. Enumerable.Range(0, count).Select(_ => new Bucket())];
        _turn = 0;
        foreach (var waiter in old.SelectMany(b => b.Waiters).ToArray())
        {
            waiter.Node.List!.Remove(waiter.Node);
            BucketOf(waiter.Request.Shard).Waiters.AddLast(waiter.Node);
        }
    }

    public List<ConnectWaiter> TakeAll()
    {
        List<ConnectWaiter> all = [.. _resumes, .. _buckets.SelectMany(b => b.Waiters), .. _sleepers.UnorderedItems.Select(i => i.Element).Where(w => w.Sleeps)];
        foreach (var waiter in all)
        {
            Remove(waiter);
        }

        return all;
    }

    private int NextBucket()
    {
        for (var i = 0; _identifies > 0 && i < _buckets.Length; i++)
        {
            var index = (_turn + i) % _buckets.Length;
            if (_buckets[index].Waiters.Count > 0 && _buckets[index].Under < identifiersPerBucket)
            {
                return index;
            }
        }

        return -1;
    }

    private Bucket BucketOf(ShardId shard) => _buckets[shard.Index % _buckets.Length];

    private sealed class Bucket
    {
        public LinkedList<ConnectWaiter> Waiters { get; } = new();

        /// <summary>On their way between dial and READY.</summary>
        public int Under { get; set; }
    }
}
