using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Limits;
using NUnit.Framework;

namespace Gateway.Core.Contracts;

/// <summary>
/// What every <see cref="IIdentifyRateLimiter"/> has to do. Derive a fixture, say how to make the limiter, and run it.
/// All waits are in virtual time.
/// </summary>
/// <remarks>
/// It asks for what Discord demands (one identify a bucket in 5 s, the rest in order) and for what the interface promises, and
/// leaves room above: a limiter may add a margin of up to <see cref="Slack"/>.
/// </remarks>
[SuppressMessage("Reliability", "CA2000", Justification = "Permits live as long as the test says.")]
[SuppressMessage("Design", "CA1001", Justification = "TearDown disposes the limiter.")]
public abstract partial class IdentifyRateLimiterContract
{
    /// <summary>Discord's window.</summary>
    protected static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>How long an identify that has not ended may hold back the next.</summary>
    protected static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private IIdentifyRateLimiter _limiter = null!;

    /// <summary>How much later than necessary a permit may come. Default 1 s, less than <see cref="Window"/>.</summary>
    protected virtual TimeSpan Slack => TimeSpan.FromSeconds(1);

    /// <summary>The clock of the test that runs.</summary>
    protected ManualTimeProvider Time { get; private set; } = null!;

    /// <summary>Makes a limiter in its first state, with one bucket, that takes all its time from the clock.</summary>
    protected abstract IIdentifyRateLimiter Create(TimeProvider timeProvider);

    /// <summary>Called after each step, for implementations that need to be driven until they have nothing more to do.</summary>
    protected virtual void Drain()
    {
    }

    /// <summary>Makes the clock and the limiter.</summary>
    [SetUp]
    public void MakeLimiter()
    {
        Time = new ManualTimeProvider();
        _limiter = Create(Time);
    }

    /// <summary>Disposes the limiter, if it wants to be.</summary>
    [TearDown]
    public void DisposeLimiter() => (_limiter as IDisposable)?.Dispose();

    [Test]
    public void First_comes_at_once() => Assert.That(Acquire(0).IsCompletedSuccessfully);

    [Test]
    public void Second_waits_for_the_window_after_the_sending()
    {
        var first = Granted(Acquire(0));
        Advance(TimeSpan.FromSeconds(3));
        first.Sent();
        first.Settled(IdentifyOutcome.Ready);
        var second = Acquire(1);

        Advance(Window);
        Assert.That(second.IsCompleted, Is.False, "5 s after the sending is the earliest; a margin is needed.");
        Advance(Slack);
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void Permit_that_is_not_sent_holds_the_bucket()
    {
        var first = Granted(Acquire(0));
        var second = Acquire(1);

        Advance(TimeSpan.FromHours(1));
        Assert.That(second.IsCompleted, Is.False);

        first.Sent();
        first.Settled(IdentifyOutcome.Ready);
        Advance(Window);
        Assert.That(second.IsCompleted, Is.False);
        Advance(Slack);
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void First_come_first_served()
    {
        var waits = Enumerable.Range(0, 10).Select(i => Acquire(9 - i)).ToArray();
        for (var i = 0; i < waits.Length; i++)
        {
            Assert.That(waits.Count(wait => wait.IsCompleted), Is.EqualTo(i + 1));
            SendAndSettle(Granted(waits[i]));
            Advance(Window + Slack);
        }
    }

    [Test]
    public void Identify_that_has_not_ended_holds_the_next_until_it_is_settled()
    {
        var first = Granted(Acquire(0));
        first.Sent();
        var second = Acquire(1);

        Advance(SettleTimeout - Tick);
        Assert.That(second.IsCompleted, Is.False);
        first.Settled(IdentifyOutcome.InvalidSession);
        Drain();
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void Identify_that_never_ends_holds_the_next_for_thirty_seconds()
    {
        Granted(Acquire(0)).Sent();
        var second = Acquire(1);

        Advance(SettleTimeout - Tick);
        Assert.That(second.IsCompleted, Is.False);
        Advance(Tick + Slack);
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void Late_settling_does_not_let_another_through()
    {
        var first = Granted(Acquire(0));
        first.Sent();
        Advance(SettleTimeout + Slack);
        var second = Granted(Acquire(1));
        var third = Acquire(2);

        first.Settled(IdentifyOutcome.TimedOut);
        Advance(TimeSpan.FromMinutes(1));
        Assert.That(third.IsCompleted, Is.False, "The second permit is out and unsent.");
        second.Dispose();
        Drain();
        Assert.That(third.IsCompletedSuccessfully);
    }

    [Test]
    public void Permit_disposed_unsent_costs_nothing()
    {
        var first = Granted(Acquire(0));
        var second = Acquire(1);
        first.Dispose();
        Drain();
        Assert.That(second.IsCompletedSuccessfully);
        Granted(second).Dispose();
        Assert.That(Acquire(2).IsCompletedSuccessfully);
    }

    [Test]
    public void Permit_disposed_after_sending_settles_but_keeps_the_window()
    {
        var first = Granted(Acquire(0));
        first.Sent();
        first.Dispose();
        var second = Acquire(1);

        Advance(Window);
        Assert.That(second.IsCompleted, Is.False);
        Advance(Slack);
        Assert.That(second.IsCompletedSuccessfully);
    }

    [Test]
    public void Cancelled_waiter_costs_nothing()
    {
        var first = Granted(Acquire(0));
        using var cancellation = new CancellationTokenSource();
        var second = _limiter.AcquireAsync(new ShardId(1, 1000), cancellation.Token).AsTask();
        var third = Acquire(2);

        cancellation.Cancel();
        Drain();
        Assert.That(second.IsCanceled);
        SendAndSettle(first);
        Advance(Window + Slack);
        Assert.That(third.IsCompletedSuccessfully);
    }

    [Test]
    public void Cancelled_token_is_refused_without_a_permit()
    {
        var cancelled = _limiter.AcquireAsync(new ShardId(0, 1), new CancellationToken(true)).AsTask();
        Drain();
        Assert.That(cancelled.IsCanceled);
        Assert.That(Acquire(1).IsCompletedSuccessfully);
    }

    [Test]
    public void Cancelling_after_the_permit_came_changes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var first = _limiter.AcquireAsync(new ShardId(0, 1), cancellation.Token).AsTask();
        cancellation.Cancel();
        Drain();
        Assert.That(first.IsCompletedSuccessfully);
        Assert.That(Acquire(1).IsCompleted, Is.False);
    }

    [Test]
    public void Members_of_a_permit_can_be_called_any_number_of_times()
    {
        var first = Granted(Acquire(0));
        var second = Acquire(1);
        var third = Acquire(2);
        first.Sent();
        Advance(TimeSpan.FromSeconds(4));
        first.Sent();
        first.Settled(IdentifyOutcome.Ready);
        first.Settled(IdentifyOutcome.Closed);
        first.Dispose();
        first.Dispose();
        Advance(TimeSpan.FromSeconds(1) + Slack);

        Assert.That(second.IsCompletedSuccessfully, "The second Sent does not start another window.");
        first.Dispose();
        first.Settled(IdentifyOutcome.Ready);
        Advance(TimeSpan.FromMinutes(1));
        Assert.That(third.IsCompleted, Is.False, "What is over frees nothing that belongs to others.");
    }

    [Test]
    public void Sent_after_dispose_does_no_harm()
    {
        var first = Granted(Acquire(0));
        first.Dispose();
        first.Sent();
        first.Settled(IdentifyOutcome.Ready);
        Advance(Window + Slack);
        Assert.That(Acquire(1).IsCompletedSuccessfully);
    }

    /// <summary>Asks for a permit for a shard of a thousand.</summary>
    protected Task<IdentifyPermit> Acquire(int index)
    {
        var task = _limiter.AcquireAsync(new ShardId(index, 1000), CancellationToken.None).AsTask();
        Drain();
        return task;
    }

    /// <summary>Advances the clock.</summary>
    protected void Advance(TimeSpan time)
    {
        Time.Advance(time);
        Drain();
    }

    private static SessionStartLimit Limit(int maxConcurrency) => new(1000, 1000, TimeSpan.Zero, maxConcurrency);

    private static IdentifyPermit Granted(Task<IdentifyPermit> task)
    {
        Assert.That(task.IsCompletedSuccessfully, "A permit was expected.");
        return task.GetAwaiter().GetResult();
    }

    private void SendAndSettle(IdentifyPermit permit)
    {
        permit.Sent();
        permit.Settled(IdentifyOutcome.Ready);
        Drain();
    }

    private void Update(int maxConcurrency)
    {
        _limiter.Update(Limit(maxConcurrency));
        Drain();
    }
}
