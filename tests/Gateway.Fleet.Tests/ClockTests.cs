using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Machine;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

/// <summary>F-24: the host sleeps, or somebody sets its clock.</summary>
[Property("Fault", "F-24")]
internal sealed class ClockTests
{
    [Test]
    public void After_a_short_sleep_on_dead_connections_all_resume_without_a_burst()
    {
        using var world = new FleetWorld(o => o with { ResumeWindow = TimeSpan.FromMinutes(10) });
        var time = new JumpingTime(world.Timers);
        world.Start(ShardPlan.All(40), On(time));
        var dials = new List<TimeSpan>();
        world.Transport.Dialed = _ => dials.Add(world.Now);
        world.Server.Faults.HalfOpen(Target.All);
        time.Sleep(TimeSpan.FromMinutes(3));
        world.Pass(200);

        Assert.That(world.Status.Ready, Is.EqualTo(40));
        Assert.That(dials, Has.Count.EqualTo(40), "one new connection each");
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(40));
        world.AssertHealthy();
    }

    [Test]
    public void After_a_long_sleep_all_identify_in_their_order()
    {
        using var world = new FleetWorld();
        var time = new JumpingTime(world.Timers);
        world.Start(ShardPlan.All(40), On(time));
        world.Pass(5);
        world.Server.Faults.HalfOpen(Target.All);
        time.Sleep(TimeSpan.FromHours(8));
        world.Pass(100); // Until the last has noticed.
        world.UntilReady(TimeSpan.FromMinutes(10));

        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(80));
        world.AssertHealthy();
    }

    [TestCase(2 * 24)]
    [TestCase(-365 * 24)]
    public void A_clock_that_is_set_changes_nothing_for_shards_that_run(double hours)
    {
        using var world = new FleetWorld(o => o with { GuildCount = 40, EventsPerSecond = 1 });
        var time = new JumpingTime(world.Timers);
        world.Start(ShardPlan.All(10), On(time));
        time.SetClock(TimeSpan.FromHours(hours));
        world.Pass(300);
        world.Server.Faults.Reset(Target.All);
        world.Pass(30);
        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);

        Assert.That(world.Status.Ready, Is.EqualTo(10));
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(10));
        world.AssertHealthy();
    }

    [TestCase(2 * 24)]
    [TestCase(-365 * 24)]
    public void A_clock_that_is_set_does_not_open_the_reserve(double hours)
    {
        using var world = new FleetWorld(o => o with { IdentifyRemaining = 60, HeartbeatInterval = TimeSpan.FromMinutes(10) });
        var time = new JumpingTime(world.Timers);
        world.Run(ShardPlan.All(30), On(time));
        world.Pass(600);
        Assert.That(world.Status.Ready, Is.EqualTo(10));
        time.SetClock(TimeSpan.FromHours(hours));
        world.Pass(3600);
        Assert.That(world.Remaining, Is.EqualTo(50));

        world.UntilReady(TimeSpan.FromHours(25));
        Assert.That(world.Now, Is.GreaterThan(TimeSpan.FromHours(24)));
        world.AssertHealthy();
    }

    [Test]
    public void Saved_sessions_whose_time_lies_in_the_future_are_young()
    {
        var store = new MemorySessionStore();
        using var world = new FleetWorld();
        var time = new JumpingTime(world.Timers);
        world.Start(ShardPlan.All(3), o => On(time)(o) with { SessionStore = store });
        world.Stop();
        time.SetClock(TimeSpan.FromHours(-5));
        world.Start(ShardPlan.All(3), o => On(time)(o) with { SessionStore = store });
        Assert.That(world.Server.Account.Counters.ResumesAccepted, Is.EqualTo(3));
    }

    private static Func<ShardManagerOptions, ShardManagerOptions> On(TimeProvider time) =>
        o => o with { Shard = o.Shard with { TimeProvider = time } };
}
