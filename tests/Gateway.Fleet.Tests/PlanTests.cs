using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Transport;
using Gateway.Fleet.Tests.Support;

namespace Gateway.Fleet.Tests;

internal sealed class PlanTests
{
    [Test]
    public void All_shards_of_a_fixed_count_come_up()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(5));

        Assert.That(world.Status.Shards.Select(s => s.Shard), Is.EqualTo(Enumerable.Range(0, 5).Select(i => new ShardId(i, 5))));
        Assert.That(world.Status.Ready, Is.EqualTo(5));
        Assert.That(world.Account.Shards, Is.EquivalentTo(Enumerable.Range(0, 5)), "every event carries its shard");
        world.AssertHealthy();
    }

    [Test]
    public void The_recommended_number_is_asked_for()
    {
        using var world = new FleetWorld(o => o with { RecommendedShards = 7 }).Start(ShardPlan.Recommended);
        Assert.That(world.Status.Shards, Has.Count.EqualTo(7));
        Assert.That(world.Status.ShardCount, Is.EqualTo(7));
    }

    [Test]
    public void A_range_and_a_list_run_their_shards_only()
    {
        using var range = new FleetWorld().Start(ShardPlan.Range(2, 4, 8));
        Assert.That(range.Status.Shards.Select(s => s.Shard.Index), Is.EqualTo(new[] { 2, 3, 4 }));

        using var list = new FleetWorld().Start(ShardPlan.List([6, 1], 8));
        Assert.That(list.Status.Shards.Select(s => s.Shard), Is.EqualTo(new[] { new ShardId(6, 8), new ShardId(1, 8) }));
    }

    [Test]
    public void A_recommendation_is_asked_for_until_it_comes()
    {
        using var world = new FleetWorld(o => o with { RecommendedShards = 2 });
        world.Info.Outage = static () => new TransportConnectException(DialPhase.GatewayInfo, "503", 503);
        world.Run(ShardPlan.Recommended);
        world.Pass(3600);
        Assert.That(world.Info.Asked, Is.InRange(50, 80), "with growing pauses, up to a minute");
        Assert.That(world.Status.Shards, Is.Empty);

        world.Info.Outage = null;
        world.UntilReady();
        Assert.That(world.Status.Ready, Is.EqualTo(2));
    }

    [Test]
    public void A_fixed_count_starts_without_the_recommendation()
    {
        using var world = new FleetWorld();
        world.Info.Failures.Enqueue(new TransportConnectException(DialPhase.GatewayInfo, "503", 503));
        world.Run(ShardPlan.All(2));
        world.UntilReady();
        Assert.That(world.Logs.Of(6006), Has.Exactly(1).Items);
    }

    [Test]
    public void A_recommendation_that_nobody_gives_is_an_error()
    {
        using var world = new FleetWorld();
        var run = world.Run(ShardPlan.Recommended, o => o with
        {
            Shard = o.Shard with { GatewayInfo = new FixedGatewayInfoSource(world.Server.GatewayUrl) },
        });
        Assert.That(world.ErrorOf(run), Is.InstanceOf<InvalidOperationException>());
    }

    [Test]
    public void A_stop_while_the_plan_is_not_known_ends_the_run_at_once()
    {
        using var world = new FleetWorld();
        world.Info.Outage = static () => new TransportConnectException(DialPhase.GatewayInfo, "503", 503);
        world.Run(ShardPlan.Recommended);
        world.Pass(100);
        world.Stop();
        Assert.That(world.Running.IsCompletedSuccessfully);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(1_000_001)]
    public void A_count_that_cannot_be_is_refused(int count) =>
        Assert.That(() => ShardPlan.All(count), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains($"{count}"));

    [TestCase(-1, 2, 4)]
    [TestCase(3, 2, 4)]
    [TestCase(0, 4, 4)]
    public void A_range_that_cannot_be_is_refused(int first, int last, int count) =>
        Assert.That(() => ShardPlan.Range(first, last, count), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_list_that_cannot_be_is_refused()
    {
        Assert.That(() => ShardPlan.List([], 4), Throws.ArgumentException.With.Message.Contains("empty"));
        Assert.That(() => ShardPlan.List([1, 2, 1], 4), Throws.ArgumentException.With.Message.Contains("Shard 1"));
        Assert.That(() => ShardPlan.List([1, 4], 4), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 3"));
        Assert.That(() => ShardPlan.List([-1], 4), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Options_that_cannot_be_are_all_named_at_once()
    {
        using var world = new FleetWorld();
        var options = world.Options(ShardPlan.All(2)) with { MaxPendingChanges = 0, OnFatalShard = (FatalShardPolicy)9 };
        options = options with { Shard = options.Shard with { Shard = new ShardId(1, 2), MaxPendingCommands = 0 } };
        Assert.That(
            () => new ShardManager(options, world.Transport),
            Throws.ArgumentException.With.Message.Contains("MaxPendingChanges").And.Message.Contains("OnFatalShard")
                .And.Message.Contains("Shard.Shard").And.Message.Contains("MaxPendingCommands"));
    }
}
