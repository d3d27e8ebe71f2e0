using Gateway.Core.Limits;
using NUnit.Framework;

namespace Gateway.Core.Contracts;

// The second half: how shards are divided into buckets, and what happens when the division changes.
public abstract partial class IdentifyRateLimiterContract
{
    [Test]
    public void Buckets_go_by_the_index_modulo_max_concurrency()
    {
        Update(4);
        var firstRound = Enumerable.Range(0, 4).Select(Acquire).ToArray();
        var secondRound = Enumerable.Range(4, 4).Select(Acquire).ToArray();
        Assert.That(firstRound, Has.All.Matches<Task<IdentifyPermit>>(wait => wait.IsCompletedSuccessfully));
        Assert.That(secondRound, Has.None.Matches<Task<IdentifyPermit>>(wait => wait.IsCompleted));

        SendAndSettle(Granted(firstRound[2]));
        Advance(Window + Slack);
        Assert.That(secondRound.Count(wait => wait.IsCompleted), Is.EqualTo(1));
        Assert.That(secondRound[2].IsCompletedSuccessfully, "Shard 6 shares the bucket of shard 2.");
    }

    [Test]
    public void Larger_limit_applies_at_once_to_those_who_wait()
    {
        SendAndSettle(Granted(Acquire(0)));
        Advance(Window + Slack);
        var held = Granted(Acquire(16));
        var waits = Enumerable.Range(1, 15).Select(Acquire).ToArray();
        Update(16);
        Assert.That(waits, Has.None.Matches<Task<IdentifyPermit>>(wait => wait.IsCompleted), "The one bucket was held, so all are.");

        held.Dispose();
        Drain();
        Assert.That(waits, Has.All.Matches<Task<IdentifyPermit>>(wait => wait.IsCompletedSuccessfully));
    }

    [Test]
    public void Smaller_limit_applies_at_once_to_those_who_wait_in_their_order()
    {
        Update(4);
        var out0 = Enumerable.Range(0, 4).Select(i => Granted(Acquire(i))).ToArray();
        int[] arrival = [7, 4, 6, 5];
        var waits = arrival.Select(Acquire).ToArray();
        Update(1);
        foreach (var permit in out0)
        {
            SendAndSettle(permit);
        }

        for (var served = 1; served <= waits.Length; served++)
        {
            Advance(Window);
            Assert.That(waits.Count(wait => wait.IsCompleted), Is.EqualTo(served - 1));
            Advance(Slack);
            Assert.That(waits.Take(served), Has.All.Matches<Task<IdentifyPermit>>(wait => wait.IsCompletedSuccessfully));
            Assert.That(waits.Skip(served), Has.None.Matches<Task<IdentifyPermit>>(wait => wait.IsCompleted));
            SendAndSettle(Granted(waits[served - 1]));
        }
    }

    [Test]
    public void Change_of_the_limit_does_not_forget_what_was_sent([Values(1, 2, 3, 4, 16)] int before, [Values(1, 2, 3, 4, 16)] int after)
    {
        Update(before);
        SendAndSettle(Granted(Acquire(5)));
        Update(after);
        var same = Acquire(5);
        Advance(Window);
        Assert.That(same.IsCompleted, Is.False);
        Advance(Slack);
        Assert.That(same.IsCompletedSuccessfully);
    }

    [Test]
    public void Limit_below_one_is_the_callers_fault() =>
        Assert.That(() => _limiter.Update(Limit(0)), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Never_more_than_max_concurrency_in_a_window([Values(1, 2, 5, 16)] int maxConcurrency)
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        Update(maxConcurrency);
        var sentAt = new IdentifyStorm(_limiter, Time, new Random(seed), Drain).Run(shards: 150);

        Assert.That(sentAt, Has.Count.EqualTo(150), "Everybody identified in the end.");
        IdentifyStorm.AssertWindow(sentAt, maxConcurrency, Window);
    }
}
