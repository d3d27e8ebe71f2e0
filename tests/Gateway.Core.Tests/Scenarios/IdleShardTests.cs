using Gateway.Core.Tests.Support;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>What a shard does while nothing happens: a thousand of them do it a thousand times.</summary>
internal sealed class IdleShardTests
{
    private const int Beats = 20;

    [Test]
    public void An_idle_shard_is_woken_once_a_heartbeat([Values] DeliveryMode mode, [Values(0, 1, 3, 15)] int earlyMilliseconds)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        world.Timers.Earliness = TimeSpan.FromMilliseconds(earlyMilliseconds);
        RunBeats(world, 2); // By then it has seen what the timers are like, and what it was armed for before is over.

        var fired = world.Timers.Fired;
        RunBeats(world, Beats);

        Assert.That(world.Timers.Fired - fired, Is.EqualTo(Beats));
        world.AssertHealthy();
    }

    [Test]
    public void Timers_that_fire_early_delay_a_heartbeat_by_less_than_two_ticks()
    {
        using var world = new ShardWorld().Start();
        world.Timers.Earliness = TimeSpan.FromMilliseconds(3);
        RunBeats(world, 2);
        var interval = world.Shard.Status.HeartbeatInterval!.Value;

        var dueAt = world.Shard.Status.NextDeadlineAt!.Value;
        RunBeats(world, 1);

        var lateness = world.World.Time.GetUtcNow() - dueAt;
        Assert.That(lateness, Is.InRange(TimeSpan.Zero, TimeSpan.FromMilliseconds(8)));
        Assert.That(world.Shard.Status.NextDeadlineAt, Is.EqualTo(dueAt + interval), "The schedule does not drift");
    }

    private static void RunBeats(ShardWorld world, int beats)
    {
        var until = world.Counters.HeartbeatsSent + beats;
        world.World.RunUntil(() => world.Counters.HeartbeatsSent == until, $"{beats} heartbeats");
    }
}
