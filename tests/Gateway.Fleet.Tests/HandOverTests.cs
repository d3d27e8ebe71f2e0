using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;

namespace Gateway.Fleet.Tests;

internal sealed class HandOverTests
{
    [Test]
    public void A_shard_goes_from_one_manager_to_another_without_an_identify_and_without_a_loss()
    {
        using var world = new FleetWorld(o => o with { GuildCount = 24, EventsPerSecond = 20 }).Start(ShardPlan.Range(0, 2, 4));
        using var other = new Process(world, ShardPlan.List([3], 4));
        world.Pass(20);
        var identifies = world.Server.Account.Counters.Identifies;

        for (var round = 0; round < 5; round++)
        {
            var (from, to) = round % 2 == 0 ? (world.Manager, other.Manager) : (other.Manager, world.Manager);
            var exporting = from.HandOverAsync(1);
            world.World.Await(exporting);
            world.Pass(3);
            world.World.Await(to.AddAsync(ShardHandOver.FromJson(exporting.Result.ToJson())));
            world.Pass(10);
            Assert.That(to.Status.Shards.Single(s => s.Shard.Index == 1).Status!.State, Is.EqualTo(Core.Machine.ShardStateKind.Ready));
        }

        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(identifies));
        Assert.That(identifies, Is.EqualTo(4));
        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);
        world.AssertHealthy();
    }

    [Test]
    public void It_waits_for_the_handler_and_begins_behind_what_that_has_finished()
    {
        using var world = new FleetWorld(o => o with { GuildCount = 24, EventsPerSecond = 9 });
        world.OnDispatch = async (_, _) => await world.After(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        world.Start(ShardPlan.All(2));
        world.Pass(10);
        var exporting = world.Manager.HandOverAsync(1);
        world.World.Await(exporting);

        Assert.That(exporting.Result.Session.Sequence, Is.EqualTo(world.LastHandled[1]));
        Assert.That(exporting.Result.Session.ShardIndex, Is.EqualTo(1));
        world.Server.Traffic.EventsPerSecond = 0;
        world.World.Await(world.Manager.AddAsync(exporting.Result)); // Back again: nobody has taken it.
        world.Pass(120);
        world.AssertHealthy();
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(2));
    }

    [Test]
    public void What_does_not_belong_here_is_refused_and_changes_nothing()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(2));
        var exporting = world.Manager.HandOverAsync(1);
        world.World.Await(exporting);
        var handOver = exporting.Result;

        Assert.That(handOver.ToJson(), Does.Not.Contain("sim-token"));
        Assert.That(ErrorOf(world, handOver with { TokenFingerprint = "0123456789abcdef" }), Is.InstanceOf<ArgumentException>());
        Assert.That(ErrorOf(world, handOver with { Version = 2 }), Is.InstanceOf<ArgumentException>());
        Assert.That(ErrorOf(world, handOver with { Session = handOver.Session with { ShardCount = 4 } }), Is.InstanceOf<ArgumentException>());
        Assert.That(ErrorOf(world, handOver with { Session = handOver.Session with { ShardIndex = 0 } }), Is.InstanceOf<InvalidOperationException>());
        Assert.That(world.ErrorOf(world.Manager.HandOverAsync(1)), Is.InstanceOf<InvalidOperationException>(), "it does not run");
        Assert.That(world.Status.Running, Is.EqualTo(1));

        world.World.Await(world.Manager.AddAsync(handOver));
        world.UntilReady();
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(2));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("""{"version":9,"token_fingerprint":"a","session":{"session_id":"a","sequence":1,"shard_index":0,"shard_count":1,"last_received_at":"2026-01-01T00:00:00+00:00"}}""")]
    [TestCase("""{"version":1,"token_fingerprint":null,"session":null}""")]
    public void Json_that_is_no_hand_over_is_refused(string json) =>
        Assert.That(() => ShardHandOver.FromJson(json), Throws.ArgumentException);

    private static Exception? ErrorOf(FleetWorld world, ShardHandOver handOver) => world.ErrorOf(world.Manager.AddAsync(handOver));

    /// <summary>Another manager in the same world.</summary>
    private sealed class Process : IDisposable
    {
        private readonly FleetWorld _world;
        private readonly Task _running;

        public Process(FleetWorld world, ShardPlan plan)
        {
            _world = world;
            Manager = new ShardManager(world.Options(plan), world.Transport);
            _running = Manager.RunAsync(world.HandleAsync);
            world.World.Await(Manager.WaitUntilReadyAsync());
        }

        public ShardManager Manager { get; }

        public void Dispose()
        {
            _ = Manager.StopAsync();
            _world.World.Await(_running, TimeSpan.FromMinutes(2));
        }
    }
}
