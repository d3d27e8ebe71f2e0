using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Faults;

/// <summary>Careful clients under a plan of faults: what the account says must add up to the last event.</summary>
[TestFixture]
public sealed class FaultPlanTests
{
    private static GatewayServerOptions Options(FaultPlan plan) => new()
    {
        HeartbeatInterval = TimeSpan.FromSeconds(2),
        EventsPerSecond = 50,
        ReplayCapacity = 10_000,
        FaultPlan = plan,
    };

    [Test]
    public void The_default_plan_deals_every_kind_within_30_s()
    {
        var (world, _) = Run(FaultPlan.Default(3), TimeSpan.FromSeconds(30));
        using (world)
        {
            var dealt = world.Server.Faults.Applied.Select(a => (a.Verb, a.Argument)).ToHashSet();
            Assert.That(dealt, Is.SupersetOf(FaultPlan.Default(3).Deck.Select(c => (c.Verb, c.Argument)).Distinct()));
            Assert.That(world.Server.Account.Counters.ResumesAccepted, Is.GreaterThanOrEqualTo(5));
            Assert.That(world.Server.Account.Counters.Identifies, Is.GreaterThanOrEqualTo(6));
            Assert.That(world.Server.Account.Sessions.Count(s => s.EndedBy == SessionEndedBy.Server), Is.GreaterThanOrEqualTo(2));
        }
    }

    [Test]
    public void A_careful_client_loses_nothing_of_a_living_session([Values(1, 2, 3, 4, 5)] int seed, [Values] bool heavy)
    {
        var (world, clients) = Run(heavy ? FaultPlan.Heavy(seed) : FaultPlan.Default(seed), TimeSpan.FromMinutes(5));
        using (world)
        {
            Assert.That(world.Server.Account.Violations, Is.Empty);
            Assert.That(world.Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1));
            foreach (var session in world.Server.Account.Sessions)
            {
                var received = clients[session.Shard.Index].Received.GetValueOrDefault(session.Id, []);
                var made = session.Dispatches.Select(d => d.Serial).ToArray();
                Assert.That(received, Is.EqualTo(made.Take(received.Count)), $"Session {session.Id}: a gap, or out of order.");
                if (session.EndedBy == SessionEndedBy.None)
                {
                    Assert.That(received, Has.Count.EqualTo(made.Length), $"Session {session.Id} lives and lacks its end.");
                }
            }
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_log_twice_and_another_seed_another()
    {
        var first = Transcript(11);

        Assert.That(Transcript(11), Is.EqualTo(first));
        Assert.That(Transcript(12), Is.Not.EqualTo(first));
    }

    [Test]
    public void Stopped_plans_stop()
    {
        var (world, _) = Run(FaultPlan.Default(), TimeSpan.FromSeconds(10));
        using (world)
        {
            world.Server.Faults.Stop();
            var count = world.Server.Faults.Applied.Count;
            world.Advance(TimeSpan.FromSeconds(10));
            Assert.That(world.Server.Faults.Applied, Has.Count.EqualTo(count));
        }
    }

    [Test]
    public void A_plan_that_cannot_be_dealt_is_refused()
    {
        Assert.That(() => new FaultPlan { Deck = [new(FaultVerb.Close, 1006)] }.Validate(), Throws.ArgumentException.With.Message.Contains("Deck"));
        Assert.That(() => new FaultPlan { MeanInterval = TimeSpan.Zero }.Validate(), Throws.ArgumentException.With.Message.Contains("MeanInterval"));
        Assert.That(() => FaultPlan.Heavy().Validate(), Throws.Nothing);
    }

    private static (SimulatedWorld World, CarefulClient[] Clients) Run(FaultPlan plan, TimeSpan span)
    {
        var world = new SimulatedWorld(Options(plan), latency: TimeSpan.FromMilliseconds(5));
        var clients = Enumerable.Range(0, 4).Select(i => new CarefulClient(world, i, 4)).ToArray();
        world.Advance(span);

        // Then peace, so that everybody can catch up.
        world.Server.Faults.Stop();
        world.Server.Traffic.EventsPerSecond = 0;
        world.Advance(TimeSpan.FromSeconds(60));
        return (world, clients);
    }

    private static string[] Transcript(int seed)
    {
        var (world, clients) = Run(FaultPlan.Heavy(seed), TimeSpan.FromSeconds(40));
        using (world)
        {
            return [.. clients.SelectMany(c => c.Log), .. world.Server.Faults.Applied.Select(a => a.ToString())];
        }
    }
}
