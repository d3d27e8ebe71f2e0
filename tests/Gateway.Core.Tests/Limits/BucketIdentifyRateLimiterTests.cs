using Gateway.Core.Contracts;
using Gateway.Core.Limits;

namespace Gateway.Core.Tests.Limits;

[TestFixture]
public sealed class BucketIdentifyRateLimiterContractTests : IdentifyRateLimiterContract
{
    protected override IIdentifyRateLimiter Create(TimeProvider timeProvider) => new BucketIdentifyRateLimiter(timeProvider);
}

[TestFixture]
public sealed class BucketIdentifyRateLimiterTests
{
    private ManualTimeProvider _time = null!;

    [SetUp]
    public void MakeClock() => _time = new ManualTimeProvider();

    [Test]
    public void Margin_is_kept_to_the_millisecond()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        Identify(limiter);
        var second = Acquire(limiter, 1);
        _time.Advance(TimeSpan.FromMilliseconds(5099));
        Assert.That(second.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void A_slow_identify_and_a_fast_one_after_it_are_far_enough_apart_for_the_gateway(
        [Values(20, 150, 400, 900)] int transit)
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        var first = Acquire(limiter, 0).Result;
        first.Sent();
        var second = Acquire(limiter, 1);
        _time.Advance(TimeSpan.FromMilliseconds(transit));
        var readAt = _time.Elapsed; // The gateway reads it, and READY comes back in no time.
        first.Settled(IdentifyOutcome.Ready);
        while (!second.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.That(_time.Elapsed - readAt, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(_time.Elapsed, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(6)));
    }

    [Test]
    public void Options_are_followed()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time, new IdentifyRateLimiterOptions
        {
            Window = TimeSpan.FromSeconds(1),
            Margin = TimeSpan.Zero,
            SettleTimeout = TimeSpan.FromSeconds(2),
        });
        Acquire(limiter, 0).Result.Sent();
        var second = Acquire(limiter, 1);
        _time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.That(second.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        second.Result.Sent();
        second.Result.Settled(IdentifyOutcome.Ready);
        var third = Acquire(limiter, 2);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(third.IsCompletedSuccessfully);
    }

    [Test]
    public void Options_out_of_range_are_refused_all_at_once() => Assert.That(
        () => new BucketIdentifyRateLimiter(_time, new IdentifyRateLimiterOptions
        {
            Window = TimeSpan.Zero,
            Margin = TimeSpan.FromTicks(-1),
            SettleTimeout = TimeSpan.FromDays(1),
            MaxWaiters = 0,
        }),
        Throws.ArgumentException.With.Property("ParamName").EqualTo("options").And.Message.Contains("Window: ")
            .And.Message.Contains("Margin: ").And.Message.Contains("SettleTimeout: ").And.Message.Contains("MaxWaiters: 0"));

    [Test]
    public void Queue_is_bounded_and_cancelled_waiters_leave_it()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time, new IdentifyRateLimiterOptions { MaxWaiters = 2 });
        using var cancellation = new CancellationTokenSource();
        using var held = Acquire(limiter, 0).Result;
        _ = limiter.AcquireAsync(new ShardId(1, 9), cancellation.Token).AsTask();
        _ = Acquire(limiter, 2);
        Assert.That(limiter.WaiterCount, Is.EqualTo(2));
        Assert.That(() => Acquire(limiter, 3), Throws.InvalidOperationException.With.Message.Contains("MaxWaiters = 2"));

        cancellation.Cancel();
        Assert.That(limiter.WaiterCount, Is.EqualTo(1));
        _ = Acquire(limiter, 3);
        Assert.That(limiter.WaiterCount, Is.EqualTo(2));
    }

    [Test]
    public void Waiter_continues_on_the_thread_that_serves_it()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        var here = Environment.CurrentManagedThreadId;
        var continuedOn = new List<int>();
        Identify(limiter);
        _ = Follow(1);
        _ = Follow(2);
        _time.Advance(TimeSpan.FromSeconds(6));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.That(continuedOn, Is.EqualTo(new List<int> { here, here }));

        async Task Follow(int index)
        {
            var permit = await limiter.AcquireAsync(new ShardId(index, 9), CancellationToken.None).ConfigureAwait(false);
            continuedOn.Add(Environment.CurrentManagedThreadId);
            permit.Sent();
            permit.Dispose();
        }
    }

    [Test]
    public void Timer_runs_only_while_somebody_waits_for_time()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        using var cancellation = new CancellationTokenSource();
        Assert.That(_time.ArmedTimers, Is.Zero);
        var held = Acquire(limiter, 0).Result;
        _ = limiter.AcquireAsync(new ShardId(1, 9), cancellation.Token).AsTask();
        Assert.That(_time.ArmedTimers, Is.Zero, "The holder has to act first.");
        held.Sent();
        Assert.That(_time.UntilNextTimer, Is.EqualTo(TimeSpan.FromSeconds(30)));
        held.Dispose();
        Assert.That(_time.UntilNextTimer, Is.EqualTo(TimeSpan.FromSeconds(5.1)));
        cancellation.Cancel();
        Assert.That(_time.ArmedTimers, Is.Zero);
    }

    [Test]
    public void Fraction_of_a_millisecond_does_not_make_the_timer_come_early()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        Identify(limiter);
        _time.Advance(TimeSpan.FromTicks(1));
        var second = Acquire(limiter, 1);
        Assert.That(_time.UntilNextTimer!.Value.Ticks % TimeSpan.TicksPerMillisecond, Is.Zero);
        _time.Advance(_time.UntilNextTimer!.Value);
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void Dispose_ends_the_waits()
    {
        var limiter = new BucketIdentifyRateLimiter(_time);
        var held = Acquire(limiter, 0).Result;
        var waiting = Acquire(limiter, 1);
        limiter.Dispose();
        limiter.Dispose();
        held.Sent();
        held.Dispose();
        limiter.Update(new SessionStartLimit(1000, 1000, TimeSpan.Zero, 4));
        Assert.That(waiting.Exception!.InnerException, Is.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Acquire(limiter, 2), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(_time.ArmedTimers, Is.Zero);
        Assert.That(limiter.WaiterCount, Is.Zero);
    }

    [Test]
    public void Sent_after_dispose_still_counts()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        var first = Acquire(limiter, 0).Result;
        first.Dispose();
        first.Sent();
        Assert.That(Acquire(limiter, 1).IsCompleted, Is.False, "The identify may be on its way.");
    }

    [Test]
    public void Enormous_limit_costs_no_memory()
    {
        using var limiter = new BucketIdentifyRateLimiter(_time);
        limiter.Update(new SessionStartLimit(1000, 1000, TimeSpan.Zero, int.MaxValue));
        Assert.That(limiter.MaxConcurrency, Is.EqualTo(4096));
        Assert.That(Enumerable.Range(0, 4096).All(i => Acquire(limiter, i).IsCompletedSuccessfully));
    }

    [Test]
    public void Changing_limits_never_let_more_through_than_any_of_them_allowed()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var limiter = new BucketIdentifyRateLimiter(_time);
        var waits = Enumerable.Range(0, 400).Select(i => (Shard: i, Task: Acquire(limiter, i))).ToList();
        var sent = new List<(TimeSpan At, int Shard, int Limit)>();
        var limit = 1;
        while (waits.Count > 0)
        {
            foreach (var (shard, task) in waits.Where(wait => wait.Task.IsCompleted).ToList())
            {
                // Under the division of now, no shard of the same bucket was sent within the window, under whichever division.
                Assert.That(sent.Any(s => s.At > _time.Elapsed - TimeSpan.FromSeconds(5) && s.Shard % limit == shard % limit), Is.False);
                task.Result.Sent();
                task.Result.Settled(IdentifyOutcome.Ready);
                sent.Add((_time.Elapsed, shard, limit));
                waits.Remove((shard, task));
            }

            if (random.Next(10) == 0)
            {
                limit = random.Next(1, 17);
                limiter.Update(new SessionStartLimit(1000, 1000, TimeSpan.Zero, limit));
            }
            else
            {
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 3000)));
            }

            Assert.That(_time.Elapsed, Is.LessThan(TimeSpan.FromHours(2)), "It comes to an end.");
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public void Many_threads_at_once_lose_nobody(CancellationToken timeout)
    {
        // Real threads against a virtual clock: only locks and counts are looked at.
        using var limiter = new BucketIdentifyRateLimiter(_time);
        limiter.Update(new SessionStartLimit(1000, 1000, TimeSpan.Zero, 4));
        var served = 0;
        var cancelled = 0;
        var tasks = Enumerable.Range(0, 200).Select(i => Task.Run(() => Run(i), CancellationToken.None)).ToArray();
        var all = Task.WhenAll(tasks);
        while (!all.IsCompleted)
        {
            timeout.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            Thread.Yield();
        }

        Assert.That(served + cancelled, Is.EqualTo(200));
        Assert.That(limiter.WaiterCount, Is.Zero);

        async Task Run(int i)
        {
            using var cancellation = new CancellationTokenSource();
            var wait = limiter.AcquireAsync(new ShardId(i, 200), cancellation.Token).AsTask();
            if (i % 5 == 0)
            {
                await cancellation.CancelAsync();
            }

            try
            {
                using var permit = await wait;
                if (i % 3 != 0)
                {
                    permit.Sent();
                }

                Interlocked.Increment(ref served);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
            }
        }
    }

    private static Task<IdentifyPermit> Acquire(BucketIdentifyRateLimiter limiter, int index) =>
        limiter.AcquireAsync(new ShardId(index, 10_000), CancellationToken.None).AsTask();

    private static void Identify(BucketIdentifyRateLimiter limiter)
    {
        using var permit = Acquire(limiter, 0).Result;
        permit.Sent();
    }
}
