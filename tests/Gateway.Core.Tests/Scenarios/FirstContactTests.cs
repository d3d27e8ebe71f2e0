using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

[TestFixture]
internal sealed class FirstContactTests
{
    [Test]
    public void Identifies_and_streams_guilds()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);

        Assert.That(world.Handled, Is.GreaterThan(8));
        Assert.That(world.Shard.Status.Ready!.GuildIds, Is.Not.Empty);
        world.AssertHealthy();
    }

    [Test]
    public void Resumes_after_a_reset_and_loses_nothing([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(
            s => s with { EventsPerSecond = 50 },
            o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        for (var i = 0; i < 5; i++)
        {
            world.Pass(20);
            world.Server.Faults.Reset(Target.All);
            world.Pass(1);
            world.UntilReady();
        }

        world.Pass(5);
        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);
        Assert.That(world.Shard.Status.Counters, Has.Property("ResumesSent").EqualTo(5).And.Property("IdentifiesSent").EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void Runs_an_hour_without_a_missed_heartbeat()
    {
        using var world = new ShardWorld().Start();
        world.World.Run(TimeSpan.FromHours(1));

        Assert.That(world.Shard.Status.Counters.HeartbeatsSent, Is.InRange(86, 89));
        Assert.That(world.Transport.Dials, Is.EqualTo(1));
        Assert.That(world.Shard.Status.MeanLatency, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
        world.AssertHealthy();
    }
}
