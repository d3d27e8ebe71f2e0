using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>What an old connection still says, after the shard has gone on.</summary>
[Property("Fault", "F-01")]
internal sealed class StaleConnectionTests
{
    [Test]
    public void Events_that_arrive_while_the_old_connection_closes_come_again_with_the_resume()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 200 }).Start();
        world.Pass(5);
        world.Shard.Reconnect();
        world.Pass(5);
        world.Quiet();

        Assert.That(world.Counters.StaleInputs, Is.GreaterThan(0), "events came between our close and its echo");
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void A_dial_that_succeeds_after_its_deadline_is_dropped()
    {
        // Each way takes 15 s, so the upgrade is answered after 30 s: too late for a deadline of 20 s.
        using var world = new ShardWorld(latency: TimeSpan.FromSeconds(15));
        world.Run();
        world.Pass(200);

        Assert.That(world.Transport.Open, Is.Zero);
        Assert.That(world.Transitions.Select(t => t.Cause), Has.All.EqualTo(TransitionCause.DialTimedOut));
        Assert.That(world.Counters.IdentifiesSent, Is.Zero);
    }

    [Test]
    public void Only_one_heartbeat_loop_survives_many_reconnects()
    {
        using var world = new ShardWorld().Start();
        for (var i = 0; i < 20; i++)
        {
            world.Server.Faults.Reset(Target.All);
            world.Pass(3);
        }

        var before = world.Counters.HeartbeatsSent;
        world.World.Run(TimeSpan.FromSeconds(41.25 * 10));
        Assert.That(world.Counters.HeartbeatsSent - before, Is.InRange(9, 11));
        Assert.That(world.Server.Connections.Count(c => c.IsOpen), Is.EqualTo(1));
        world.AssertHealthy();
    }
}
