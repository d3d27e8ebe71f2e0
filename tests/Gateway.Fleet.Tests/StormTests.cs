using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Machine;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;

namespace Gateway.Fleet.Tests;

/// <summary>F-20: many at once, or one without end.</summary>
[Property("Fault", "F-20")]
internal sealed class StormTests
{
    [Test]
    public void A_thousand_shards_dropped_at_once_come_back_under_the_cap_and_spread()
    {
        using var world = Large(1000);
        var dials = Dials(world);
        world.Server.Faults.Reset(Target.All);
        var at = world.Now;
        world.World.RunUntil(() => world.Ready < 1000, "all are dropped");
        world.World.RunUntil(() => world.Ready == 1000, "all are back");

        TestContext.Out.WriteLine($"1000 shards came back in {world.Now - at}");
        Assert.That(world.Now - at, Is.InRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(13)), "100 a second");
        Assert.That(MostInASecond(dials), Is.LessThanOrEqualTo(100));
        var gaps = dials.Zip(dials.Skip(1), (a, b) => b - a).ToArray();
        Assert.That(gaps.Count(g => g > TimeSpan.FromMilliseconds(12)), Is.GreaterThan(100), "spread at random, not in step");
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(1000), "no identify was spent");
        world.AssertHealthy();
    }

    [Test]
    public void Without_a_cap_they_come_back_at_once()
    {
        using var world = Large(1000, o => o with { MaxConnectsPerSecond = null, MaxInFlight = null });
        world.Server.Faults.Reset(Target.All);
        world.Pass(2);
        Assert.That(world.Ready, Is.EqualTo(1000));
        world.AssertHealthy();
    }

    [Test]
    public void Op_7_to_all_is_honoured_under_the_cap_before_the_server_closes()
    {
        using var world = Large(300);
        world.Server.Faults.SendReconnect(Target.All);
        world.Pass(1);
        Assert.That(world.Transport.Dials, Is.GreaterThan(300 + 50), "at once");
        world.Pass(5);
        Assert.That(world.Ready, Is.EqualTo(300));
        world.AssertHealthy();
    }

    [Test]
    public void Those_who_resume_go_before_those_who_identify()
    {
        using var world = Large(400, o => o with { MaxConnectsPerSecond = 10 });
        for (var i = 0; i < 40; i++)
        {
            world.Server.Faults.Close(Target.Shard(i), 4009);
        }

        world.Pass(0.6);
        for (var i = 100; i < 200; i++)
        {
            world.Server.Faults.Reset(Target.Shard(i));
        }

        world.Pass(10.4);
        var resumed = Enumerable.Range(100, 100).Count(i => world.TransitionsOf(i).Any(t => t.Cause == TransitionCause.ResumedReceived));
        Assert.That(resumed, Is.GreaterThan(90), "of 100, in the first 10 s at 10 a second");
        world.UntilReady(TimeSpan.FromMinutes(10));
        world.AssertHealthy();
    }

    [Test]
    public void A_poisoned_shard_is_quarantined_for_a_week_while_the_others_go_on()
    {
        using var world = new FleetWorld(
            o => o with { HeartbeatInterval = TimeSpan.FromMinutes(10), IdentifyTotal = 1000 }).Start(ShardPlan.All(20));
        var least = int.MaxValue;
        var dials = world.Transport.Dials;
        world.OnDispatch = (dispatch, _) =>
        {
            if (dispatch is { Name: "READY", Shard.Index: 7 })
            {
                world.World.Post(() => world.Server.Faults.Close(Target.Shard(7), 4009));
            }

            return ValueTask.CompletedTask;
        };
        world.Server.Faults.Close(Target.Shard(7), 4009);
        for (var hour = 0; hour < 7 * 24; hour++)
        {
            world.Pass(3600);
            least = Math.Min(least, world.Remaining);
        }

        var quarantines = world.Changes.Where(c => c.Kind == ShardChangeKind.Quarantined).ToList();
        TestContext.Out.WriteLine($"{quarantines.Count} quarantines, {world.Transport.Dials - dials} dials, least budget {least}");
        Assert.That(quarantines, Is.Not.Empty);
        Assert.That(quarantines.Select(q => q.Shard.Index), Has.All.EqualTo(7));
        Assert.That(quarantines.Max(q => q.Delay), Is.InRange(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30)), "they grow");
        Assert.That(world.Logs.Of(6100), Is.Not.Empty);
        Assert.That(world.Transport.Dials - dials, Is.LessThan(7 * 150));
        Assert.That(least, Is.GreaterThan(800));
        foreach (var other in Enumerable.Range(0, 20).Where(i => i != 7))
        {
            Assert.That(world.TransitionsOf(other).Count(t => t.To == ShardStateKind.Ready), Is.EqualTo(1), $"shard {other}");
        }
    }

    [Test]
    public void An_outage_of_all_is_no_reason_for_quarantine()
    {
        using var world = Large(100);
        world.Server.Faults.Rules.RefuseUpgrade(503);
        world.Server.Faults.Reset(Target.All);
        world.Pass(80);
        world.Server.Faults.Rules.Clear();
        world.Pass(30);
        world.UntilReady(TimeSpan.FromSeconds(90));
        Assert.That(world.Changes.Select(c => c.Kind), Has.None.EqualTo(ShardChangeKind.Quarantined));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-02")]
    public void Resumes_that_are_accepted_and_then_closed_are_given_up_by_each_shard_for_itself()
    {
        using var world = Large(20);
        for (var shard = 0; shard < 5; shard++)
        {
            world.Server.Faults.Rules.CloseAfterResume(4000, 3, shard);
            world.Server.Faults.Reset(Target.Shard(shard));
        }

        world.Pass(120);
        Assert.That(world.Ready, Is.EqualTo(20));
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(20 + 5), "one new session for each of the five");
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-21")]
    public void Ten_thousand_reconnects_leave_nothing_behind()
    {
        using var world = Large(50, o => o with { MaxConnectsPerSecond = null, MaxInFlight = null });
        var timers = world.Timers.Alive;
        Reconnect(world, 50);
        world.Changes.Clear();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Reconnect(world, 150);
        world.Changes.Clear();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(world.Server.Account.Counters.ResumesAccepted, Is.GreaterThanOrEqualTo(10_000));
        Assert.That(world.Timers.Alive, Is.EqualTo(timers), "timers");
        Assert.That(world.Transport.Open, Is.EqualTo(50));

        // What the simulator and the test write down of a reconnect is more than a kilobyte already.
        Assert.That(grown / 7500, Is.LessThan(8 * 1024), "bytes a reconnect");
        world.AssertHealthy();
    }

    [Test]
    public void No_storm_breaks_an_invariant_and_the_same_seed_gives_the_same_log([Range(1, 5)] int seed)
    {
        using var first = Random(seed);
        using var second = Random(seed);
        Assert.That(first.World.Log, Has.Count.GreaterThan(500));
        Assert.That(second.World.Log, Is.EqualTo(first.World.Log));
    }

    private static FleetWorld Random(int seed)
    {
        var world = new FleetWorld(
            o => o with { GuildCount = 24, EventsPerSecond = 0.5, IdentifyTotal = 1000 }, seed,
            static r => TimeSpan.FromMilliseconds(r.Next(0, 300)));
        world.Run(ShardPlan.All(12));
        world.Server.Faults.Run(FaultPlan.Heavy(seed) with { MeanInterval = TimeSpan.FromSeconds(5) });
        var least = int.MaxValue;
        for (var i = 0; i < 60; i++)
        {
            world.Pass(60);
            least = Math.Min(least, world.Remaining);
        }

        world.Server.Faults.Stop();
        world.Server.Faults.Rules.Clear();
        world.Server.Traffic.EventsPerSecond = 0;
        world.UntilReady(TimeSpan.FromHours(3));
        world.Pass(300);
        Assert.That(least, Is.GreaterThanOrEqualTo(50), "the reserve");

        // A command can cross an op 9 on the wire: the server has ended the session, and we cannot know yet.
        world.AssertHealthy(ViolationKind.NotAuthenticated);
        return world;
    }

    private static FleetWorld Large(int shards, Func<StormOptions, StormOptions>? storm = null)
    {
        var world = new FleetWorld(o => o with
        {
            IdentifyTotal = 10_000,
            MaxConcurrency = 256,
            HeartbeatInterval = TimeSpan.FromMinutes(10),
            ReplayCapacity = 1000,
        });
        world.Start(ShardPlan.All(shards), o => o with
        {
            Storm = storm?.Invoke(o.Storm) ?? o.Storm,
            Shard = o.Shard with { LoggerFactory = null },
        });
        world.Pass(60);
        return world;
    }

    private static void Reconnect(FleetWorld world, int times)
    {
        for (var i = 0; i < times; i++)
        {
            world.Server.Faults.Reset(Target.All);
            world.World.RunUntil(() => world.Ready == 0, "all are dropped");
            world.UntilReady();
            world.Pass(31); // Long enough not to count as failed.
        }
    }

    private static List<TimeSpan> Dials(FleetWorld world)
    {
        var dials = new List<TimeSpan>();
        world.Transport.Dialed = _ => dials.Add(world.Now);
        return dials;
    }

    private static int MostInASecond(List<TimeSpan> times)
    {
        var most = 0;
        for (int first = 0, last = 0; last < times.Count; last++)
        {
            while (times[last] - times[first] >= TimeSpan.FromSeconds(1))
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
