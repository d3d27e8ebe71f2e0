using Gateway.Core.Commands;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

internal sealed class PresenceTests
{
    private const int Identify = 2;
    private const int Presence = 3;

    [Test]
    public void A_presence_goes_to_one_shard_or_to_all()
    {
        var sent = new SentRecorder();
        using var world = Start(sent);
        world.Manager.SetPresence(new UpdatePresence(PresenceStatus.Idle), 1);
        world.Pass(1);
        Assert.That(sent.Sent.Where(s => s.Op == Presence).Select(s => s.Shard), Is.EqualTo(new[] { 1 }));

        world.Manager.SetPresence(new UpdatePresence(PresenceStatus.DoNotDisturb));
        world.Pass(1);
        Assert.That(sent.Of(0, Presence).Single(), Does.Contain("dnd"));
        Assert.That(sent.Of(2, Presence).Single(), Does.Contain("dnd"));
        Assert.That(() => world.Manager.SetPresence(new UpdatePresence(), 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void It_is_kept_over_new_sessions_and_restarts()
    {
        var sent = new SentRecorder();
        using var world = Start(sent);
        world.Manager.SetPresence(new UpdatePresence(PresenceStatus.Idle));
        world.Pass(1);
        world.Server.Faults.Close(Target.Shard(0), 4009);
        world.World.Await(world.Manager.RestartShardAsync(1, resume: false));
        world.UntilReady();

        Assert.That(sent.Of(0, Identify).Last(), Does.Contain("idle"));
        Assert.That(sent.Of(1, Identify).Last(), Does.Contain("idle"));
        Assert.That(sent.Of(2, Identify).Single(), Does.Not.Contain("idle"));
    }

    [Test]
    public void Of_those_that_are_set_while_a_shard_is_away_only_the_newest_is_sent()
    {
        var sent = new SentRecorder();
        using var world = Start(sent);
        world.Server.Faults.Reset(Target.Shard(1));
        world.World.RunUntil(() => world.Status.Ready == 2, "it is away");
        foreach (var status in new[] { PresenceStatus.Idle, PresenceStatus.Invisible, PresenceStatus.DoNotDisturb })
        {
            world.Manager.SetPresence(new UpdatePresence(status), 1);
        }

        world.UntilReady();
        world.Pass(1);
        Assert.That(sent.Of(1, Presence).Single(), Does.Contain("dnd"));
    }

    [Test]
    public void One_that_was_lost_with_the_connection_is_sent_again()
    {
        var sent = new SentRecorder();
        using var world = Start(sent);
        world.Transport.Last!.SendsStall = true; // The connection of the last shard.
        world.Manager.SetPresence(new UpdatePresence(PresenceStatus.Idle), 2);
        world.Pass(60);
        world.UntilReady();
        world.Pass(1);
        Assert.That(sent.Of(2, Presence).Count(t => t.Contains("idle", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    private static FleetWorld Start(SentRecorder sent) =>
        new FleetWorld().Start(ShardPlan.All(3), o => o with { Shard = o.Shard with { FrameObserver = sent } });
}
