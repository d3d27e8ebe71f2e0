using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Fleet.Tests;

/// <summary>
/// F-24: the host is suspended and goes on later, with a monotonic clock that has stood still or that leaps, with timers that are all due
/// at once or come late, with a time of day that was set. What was on the network meanwhile is dead.
/// </summary>
[Property("Fault", "F-24")]
internal sealed class SuspensionTests
{
    [Test]
    public void After_a_suspension_all_resume_under_the_cap_without_a_burst([Values] bool countsSleep)
    {
        const int Shards = 200;
        using var world = new FleetWorld(o => o with { ResumeWindow = TimeSpan.FromMinutes(10), MaxConcurrency = 100 });
        var time = new HostTime(world.Timers, countsSleep);
        var beats = new BeatCounter();
        world.Start(ShardPlan.All(Shards), o => On(time)(o) with
        {
            Storm = o.Storm with { MaxConnectsPerSecond = 40 },
            Shard = On(time)(o).Shard with { FrameObserver = beats, LoggerFactory = null },
        });
        world.Pass(60);
        var dials = new List<TimeSpan>();
        world.Transport.Dialed = _ => dials.Add(world.Now);
        Sleep(world, time, TimeSpan.FromMinutes(4));
        var before = beats.Count;
        Assert.That(before, Is.GreaterThanOrEqualTo(Shards), "of the minute before it slept");
        world.Pass(1);
        Assert.That(beats.Count - before, Is.LessThanOrEqualTo(Shards), "one late heartbeat each, not one for each that was missed");

        world.Pass(200);
        Assert.That(world.Status.Ready, Is.EqualTo(Shards));
        Assert.That(dials, Has.Count.EqualTo(Shards), "one new connection each");
        Assert.That(dials.Select(d => dials.Count(e => e >= d && e < d + TimeSpan.FromSeconds(1))), Has.All.LessThanOrEqualTo(40));
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(Shards), "no session was lost");
        AssertSound(world, time);
    }

    [Test]
    public void Shards_that_identify_when_the_host_is_suspended_go_on_in_their_order([Values] bool countsSleep)
    {
        using var world = new FleetWorld(o => o with { MaxConcurrency = 2 });
        var time = new HostTime(world.Timers, countsSleep);
        world.Run(ShardPlan.All(40), On(time));
        world.Pass(31);
        Assert.That(world.Status.Ready, Is.InRange(10, 16));
        Sleep(world, time, TimeSpan.FromHours(8));
        world.Pass(100); // Until the last has noticed.
        world.UntilReady(TimeSpan.FromMinutes(20));

        AssertSpaced(world, buckets: 2);
        Assert.That(world.Status.Budget!.Left, Is.GreaterThan(900));
        AssertSound(world, time);
    }

    [Test]
    public void Timers_that_come_late_break_no_rule([Range(1, 4)] int seed)
    {
        using var world = new FleetWorld(o => o with { GuildCount = 40, EventsPerSecond = 1, MaxConcurrency = 2 }, seed);
        var random = new Random(seed);
        var time = new HostTime(world.Timers) { Lateness = () => TimeSpan.FromMilliseconds(random.Next(5) == 0 ? random.Next(3000) : 0) };
        world.Start(ShardPlan.All(12), On(time));
        for (var i = 0; i < 10; i++)
        {
            world.Pass(20 + random.Next(60));
            world.Server.Faults.Reset(Target.All);
        }

        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(60);
        Assert.That(world.Status.Ready, Is.EqualTo(12));
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(12));
        AssertSpaced(world, buckets: 2);
        AssertSound(world, time);
    }

    [Test]
    public void Whatever_the_clocks_do_no_rule_is_broken_and_all_come_back([Range(1, 8)] int seed)
    {
        using var world = new FleetWorld(
            o => o with { GuildCount = 24, EventsPerSecond = 0.1 }, seed, static r => TimeSpan.FromMilliseconds(r.Next(5, 200)));
        var random = new Random(seed);
        var time = new HostTime(world.Timers, countsSleep: seed % 2 == 0)
        {
            Lateness = () => TimeSpan.FromMilliseconds(random.Next(10) == 0 ? random.Next(500) : 0),
        };
        var least = int.MaxValue;
        world.Run(ShardPlan.All(12), On(time));
        for (var i = 0; i < 40; i++)
        {
            world.Pass(random.Next(120));
            switch (random.Next(4))
            {
                case 0:
                    time.SetClock(TimeSpan.FromHours(random.Next(-10_000, 10_000)));
                    break;
                case 1:
                    world.Server.Faults.Reset(Target.All);
                    break;
                default:
                    Sleep(world, time, TimeSpan.FromSeconds(Math.Pow(10, 1 + (random.NextDouble() * 2.7))));
                    break;
            }

            least = Math.Min(least, world.Remaining);
        }

        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(100);
        world.UntilReady(TimeSpan.FromHours(30));
        world.Pass(30);
        TestContext.Out.WriteLine($"seed {seed}: {world.Server.Account.Counters.Identifies} identifies, {world.Server.Account.Counters.ResumesAccepted} resumes, least budget {least}");
        Assert.That(least, Is.GreaterThanOrEqualTo(50), "the reserve");
        AssertSpaced(world, buckets: 16);
        AssertSound(world, time, ViolationKind.HeartbeatMissed); // A connection that was being made when the host was suspended.
    }

    // Nothing comes in or goes out while the host sleeps, and the peers' ends of the connections are gone when it wakes.
    private static void Sleep(FleetWorld world, HostTime time, TimeSpan duration)
    {
        world.Server.Faults.HalfOpen(Target.All);
        time.Suspend();
        world.Pass(duration.TotalSeconds);
        time.Resume();
    }

    // As the server has it, by its own clock.
    private static void AssertSpaced(FleetWorld world, int buckets)
    {
        foreach (var bucket in world.Server.Account.Sessions.GroupBy(s => s.Shard.Index % buckets))
        {
            var made = bucket.Select(s => s.CreatedAt).Order().ToArray();
            Assert.That(made.Zip(made.Skip(1), (a, b) => b - a), Has.All.GreaterThanOrEqualTo(TimeSpan.FromSeconds(5)), $"bucket {bucket.Key}");
        }
    }

    private static void AssertSound(FleetWorld world, HostTime time, params ViolationKind[] except)
    {
        Assert.That(time.NegativeDelays, Is.Zero);
        world.AssertHealthy(except);
    }

    private static Func<ShardManagerOptions, ShardManagerOptions> On(TimeProvider time) =>
        o => o with { Shard = o.Shard with { TimeProvider = time } };

    private sealed class BeatCounter : IFrameObserver
    {
        public int Count { get; private set; }

        public void OnReceived(ShardId shard, ReadOnlySpan<byte> payload)
        {
        }

        public void OnSending(ShardId shard, ReadOnlySpan<byte> payload) => Count += payload.StartsWith("{\"op\":1,"u8) ? 1 : 0;
    }
}
