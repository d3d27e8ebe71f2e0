namespace Gateway.Core.Limits;

/// <summary>
/// One identify bucket: the shards of one <c>index % max_concurrency</c>. Knows who waits, which permits are out and when the
/// last identify was sent; has no clock of its own.
/// </summary>
internal sealed class IdentifyBucket
{
    // More than one only after max_concurrency changed while permits were out.
    private readonly List<IdentifyGrant> _grants = [];
    private TimeSpan _windowEndsAt = TimeSpan.MinValue;

    /// <summary>In the order of arrival.</summary>
    internal LinkedList<IdentifyWaiter> Waiters { get; } = new();

    /// <summary>
    /// When the next permit may be given: after the window of the last sending, and not while a permit is out that is unsent,
    /// or sent, not settled and younger than the time-out. <see cref="TimeSpan.MaxValue"/>: not before a holder acts.
    /// </summary>
    internal TimeSpan FreeAt(TimeSpan settleTimeout)
    {
        var freeAt = _windowEndsAt;
        foreach (var grant in _grants)
        {
            var blocksUntil = grant.BlocksUntil(settleTimeout);
            freeAt = blocksUntil > freeAt ? blocksUntil : freeAt;
        }

        return freeAt;
    }

    /// <summary>A permit is given out, which is legal only when the bucket is free: no earlier permit has a say any more.</summary>
    internal IdentifyGrant Give(IdentifyGrant grant)
    {
        _grants.Clear();
        _grants.Add(grant);
        return grant;
    }

    internal bool Knows(IdentifyGrant grant) => _grants.Contains(grant);

    /// <summary>An identify went out: nothing more in this bucket before <paramref name="windowEndsAt"/>.</summary>
    internal void CloseUntil(TimeSpan windowEndsAt) =>
        _windowEndsAt = windowEndsAt > _windowEndsAt ? windowEndsAt : _windowEndsAt;

    /// <summary>Takes over what forbids an identify in a bucket of the old division, some of whose shards are in this one now.</summary>
    internal void Inherit(IdentifyBucket old)
    {
        CloseUntil(old._windowEndsAt);
        foreach (var grant in old._grants)
        {
            if (!grant.IsOver && !_grants.Contains(grant))
            {
                _grants.Add(grant);
            }
        }
    }

    /// <summary>
    /// Makes the buckets of a new max_concurrency. A shard that was in old bucket p can be in new bucket q only if p and q are
    /// equal modulo the greatest common divisor of both numbers. Every such q inherits from p, so that the new division never
    /// identifies sooner than the old one allowed.
    /// </summary>
    internal static IdentifyBucket[] Divide(IdentifyBucket[] old, int count)
    {
        var divisor = GreatestCommonDivisor(old.Length, count);
        var classes = Create(divisor);
        for (var p = 0; p < old.Length; p++)
        {
            classes[p % divisor].Inherit(old[p]);
        }

        var result = Create(count);
        for (var q = 0; q < count; q++)
        {
            result[q].Inherit(classes[q % divisor]);
        }

        return result;
    }

    internal static IdentifyBucket[] Create(int count)
    {
        var result = new IdentifyBucket[count];
        for (var i = 0; i < count; i++)
        {
            result[i] = new IdentifyBucket();
        }

        return result;
    }

    /// <summary>Empties the queues of all buckets, in the order of arrival over all of them.</summary>
    internal static IdentifyWaiter[] TakeAllWaiters(IdentifyBucket[] buckets)
    {
        IdentifyWaiter[] waiters = [.. buckets.SelectMany(bucket => bucket.Waiters).OrderBy(waiter => waiter.Arrival)];
        foreach (var bucket in buckets)
        {
            bucket.Waiters.Clear();
        }

        return waiters;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
