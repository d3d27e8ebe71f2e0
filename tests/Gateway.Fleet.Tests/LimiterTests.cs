using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Limits;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator.Accounting;

namespace Gateway.Fleet.Tests;

/// <summary>F-15: what happens to those who wait for the identify limiter.</summary>
[Property("Fault", "F-15")]
internal sealed class LimiterTests
{
    [Test]
    public void Shards_that_are_stopped_while_they_wait_use_no_permit()
    {
        using var world = new FleetWorld(o => o with { MaxConcurrency = 1 });
        world.Run(ShardPlan.All(20));
        world.Pass(1);
        for (var i = 1; i < 20; i += 2)
        {
            _ = world.Manager.StopShardAsync(i);
        }

        world.UntilReady();
        Assert.That(world.Now, Is.LessThan(TimeSpan.FromSeconds(60)), "ten times 5 s: nobody waits for the dead");
        Assert.That(world.Status.Ready, Is.EqualTo(10));
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(10));
        Assert.That(world.Transport.Open, Is.EqualTo(10), "no unidentified connection is left");
        Assert.That(world.Status.Budget!.Left, Is.EqualTo(990));
        world.AssertHealthy();
    }

    [Test]
    public void A_limiter_that_fails_is_asked_again_and_leaves_no_connection_behind()
    {
        var limiter = new FailingLimiter { Failures = 7 };
        using var world = new FleetWorld(o => o with { IdentifyWindow = TimeSpan.Zero });
        world.Run(ShardPlan.All(5), o => o with { Shard = o.Shard with { IdentifyLimiter = limiter } });
        world.UntilReady();
        Assert.That(limiter.Failures, Is.Zero);
        Assert.That(world.Status.Budget!.Left, Is.EqualTo(995), "what was not sent is not counted");
        world.AssertHealthy();
    }

    [Test]
    public void New_limits_apply_at_once_also_to_those_who_wait()
    {
        using var world = new FleetWorld();
        world.Info.Overrides = static limit => limit with { MaxConcurrency = 1 };
        world.Run(ShardPlan.All(200));
        world.Pass(299);
        Assert.That(world.Status.Ready, Is.InRange(55, 60), "one bucket");

        world.Info.Overrides = static limit => limit;
        world.Pass(70); // It is asked again when the answer is 5 min old.
        Assert.That(world.Status.Ready, Is.EqualTo(200), "sixteen buckets");
        world.AssertHealthy();
    }

    private sealed class FailingLimiter : IIdentifyRateLimiter
    {
        public int Failures { get; set; }

        public ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken)
        {
            if (Failures == 0)
            {
                return new ValueTask<IdentifyPermit>(new Permit());
            }

            Failures--;
            throw new InvalidOperationException("the limiter's server is away");
        }

        public void Update(SessionStartLimit limit)
        {
        }

        private sealed class Permit : IdentifyPermit
        {
            public override void Sent()
            {
            }

            public override void Settled(IdentifyOutcome outcome)
            {
            }

            protected override void Dispose(bool disposing)
            {
            }
        }
    }
}
