using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;
using Gateway.Core.Transport;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Fleet.Tests;

[Property("Fault", "F-23")]
internal sealed class ReshardFailureTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(30);

    [Test]
    public void New_shards_that_are_refused_leave_the_old_ones_as_they_were()
    {
        // 24 guilds: three a shard of eight, four a shard of six.
        using var world = new ReshardWorld(8, o => o with { MaxGuildsPerShard = 3 });
        world.Pump(Beat);
        var error = Failure(world, world.Reshard(6));

        Assert.That(error.Failure, Is.EqualTo(ReshardFailure.ShardEnded));
        Assert.That((error.InnerException as GatewayClosedException)?.CloseCode, Is.EqualTo(4011));
        AssertUntouched(world, 8, ViolationKind.ShardingRequired);
    }

    [Test]
    public void A_new_shard_that_never_becomes_ready_is_given_up()
    {
        using var world = new ReshardWorld(4);
        world.Pump(Beat);
        world.Server.Faults.Rules.WithholdReady(shard: 5);
        var error = Failure(world, world.Reshard(8, new ReshardOptions { PrepareTimeout = TimeSpan.FromMinutes(3) }));

        Assert.That(error.Failure, Is.EqualTo(ReshardFailure.TimedOut));
        Assert.That(error.Message, Does.Contain("7 of 8"));
        world.Server.Faults.Rules.Clear();
        AssertUntouched(world, 4);
        world.Pump(Beat);
        world.Await(world.Reshard(8));
        world.AssertWhole();
        world.AssertOnlyShards(8);
    }

    [Test]
    public void Too_small_a_budget_is_found_before_anything_is_sent()
    {
        using var world = new ReshardWorld(4, o => o with { IdentifyRemaining = 66 });
        world.Pump(Beat);
        var error = Failure(world, world.Reshard(13)); // 62 are left, 50 of them in reserve.
        Assert.That(error.Failure, Is.EqualTo(ReshardFailure.Budget));
        Assert.That(error.Message, Does.Contain("13").And.Contain("62").And.Contain("50"));
        Assert.That(Failure(world, world.Reshard(8, new ReshardOptions { IdentifyReserve = 55 })).Failure, Is.EqualTo(ReshardFailure.Budget));
        Assert.That(world.Identifies, Is.EqualTo(4));
        Assert.That(world.Fleet.Changes.Where(c => c.Kind == ShardChangeKind.Resharding), Is.Empty);

        world.Await(world.Reshard(12));
        world.AssertWhole();
        world.AssertOnlyShards(12);
    }

    [Test]
    public void A_budget_that_cannot_be_asked_for_is_not_risked()
    {
        using var world = new ReshardWorld(2);
        world.Fleet.Info.Outage = () => new TransportConnectException(DialPhase.GatewayInfo, "No answer.", 503);
        Assert.That(Failure(world, world.Reshard(4)).Failure, Is.EqualTo(ReshardFailure.BudgetUnknown));
        Assert.That(world.Identifies, Is.EqualTo(2));
    }

    [Test]
    public void It_can_be_called_off_while_the_new_shards_come_up()
    {
        using var world = new ReshardWorld(2, o => o with { MaxConcurrency = 1 });
        using var cancellation = new CancellationTokenSource();
        world.Pump(Beat);
        var resharding = world.Reshard(4, cancellationToken: cancellation.Token);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.NewReady == 2, "two of four");
        cancellation.Cancel();
        Assert.That(world.Fleet.ErrorOf(resharding), Is.InstanceOf<OperationCanceledException>());
        AssertUntouched(world, 2);
    }

    [TestCase(0)]
    [TestCase(7)]
    public void A_fleet_that_is_stopped_meanwhile_stops_both_sets(double after)
    {
        using var world = new ReshardWorld(2);
        world.Pump(Beat);
        var resharding = world.Reshard(4);
        world.Fleet.Pass(after);
        Assert.That(world.Manager.Status.Reshard?.Phase, Is.EqualTo(after == 0 ? ReshardPhase.Preparing : ReshardPhase.Switching));
        _ = world.Manager.StopAsync();
        world.Fleet.World.Await(world.Fleet.Running, TimeSpan.FromMinutes(1));

        Assert.That(Failure(world, resharding).Failure, Is.EqualTo(ReshardFailure.FleetStopped));
        Assert.That(world.Fleet.Transport.Open, Is.Zero);
        var kept = world.Server.Account.Sessions.Where(s => s.EndedAt is null).Select(s => s.Shard.Count).Distinct();
        Assert.That(kept, Is.EqualTo(new[] { after == 0 ? 2 : 4 }), "the sessions of the set that counts are kept");
    }

    [Test]
    public void An_old_shard_that_is_away_is_waited_for()
    {
        using var world = new ReshardWorld(2);
        world.Pump(Beat);
        world.Fleet.Pass(2);
        var resharding = world.Reshard(4);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.Phase == ReshardPhase.Switching, "the switch");
        world.Server.Faults.HalfOpen(Target.Shard(new ShardKey(1, 2))); // Dead without a word: found out after a heartbeat.
        world.Fleet.Pass(15);
        Assert.That(world.Manager.Status.Reshard?.Phase, Is.EqualTo(ReshardPhase.Switching), "not without what it has not brought");
        var result = world.Await(resharding);
        Assert.That(result.Duration, Is.GreaterThan(TimeSpan.FromSeconds(40)));
        world.AssertWhole();
    }

    [TestCase(0)]
    [TestCase(1)]
    public void A_new_shard_that_loses_its_session_in_the_window_gets_its_guilds_again_before_the_old_ones_end(double guildsPerSecond)
    {
        using var world = new ReshardWorld(2, o => o with { GuildsPerSecond = guildsPerSecond });
        world.Fleet.Pass(60);
        world.Pump(Beat);
        var resharding = world.Reshard(4);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.Phase == ReshardPhase.Switching, "the switch");
        world.Fleet.Pass(1);
        Assert.That(world.Server.Faults.InvalidateSession(Target.Shard(new ShardKey(1, 4)), resumable: false), Is.EqualTo(1));
        world.Await(resharding);

        Assert.That(world.Identifies, Is.EqualTo(7), "one more, for the new session");
        world.AssertWhole();
        world.AssertOnlyShards(4);
    }

    private static ReshardFailedException Failure(ReshardWorld world, Task resharding)
    {
        var error = world.Fleet.ErrorOf(resharding, TimeSpan.FromMinutes(10));
        Assert.That(error, Is.InstanceOf<ReshardFailedException>());
        return (ReshardFailedException)error!;
    }

    private static void AssertUntouched(ReshardWorld world, int count, params ViolationKind[] except)
    {
        world.Fleet.Pass(5);
        Assert.That(world.Account.Doubled, Is.Zero, "the handler heard nothing of it");
        world.AssertWhole(except);
        world.AssertOnlyShards(count);
        Assert.That(world.Fleet.Running.IsCompleted, Is.False);
        Assert.That(world.Server.Account.Sessions.Where(s => s.Shard.Count == count).Select(s => s.EndedAt), Has.All.Null, "no session of the old ones was lost");
        Assert.That(world.Fleet.Changes.Last(c => c.Kind == ShardChangeKind.Resharding).Reshard, Is.EqualTo(ReshardPhase.RolledBack));
    }
}
