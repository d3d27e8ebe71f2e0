using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

[Property("Fault", "F-21")]
internal sealed class ManyReconnectsTests
{
    [Test]
    public void Ten_thousand_reconnects_leave_nothing_behind()
    {
        using var world = new ShardWorld(shard: o => o with { LoggerFactory = null, FrameObserver = null }).Start();
        Reconnect(world, 1000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var timers = world.Timers.Alive;
        Reconnect(world, 9000);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.That(world.Counters.ResumesSent, Is.EqualTo(10_000));
        Assert.That(world.Timers.Alive, Is.EqualTo(timers));
        Assert.That(world.Transport.Open, Is.EqualTo(1));

        // What the simulator and the test write down of a reconnect is more than a kilobyte already.
        Assert.That(grown / 9000, Is.LessThan(8 * 1024), "bytes a reconnect");
        world.AssertHealthy();
    }

    private static void Reconnect(ShardWorld world, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var resumes = world.Counters.ResumesSent;
            world.Shard.Reconnect();
            world.World.RunUntil(
                () => world.Counters.ResumesSent > resumes && world.State == ShardStateKind.Ready, "resumed");
        }
    }
}
