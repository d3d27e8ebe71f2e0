using Gateway.Core;
using Gateway.Core.Commands;
using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Fleet.Tests;

[Property("Fault", "F-23")]
internal sealed class ReshardTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(30);

    [TestCase(4, 8)]
    [TestCase(8, 6)]
    [TestCase(2, 3)]
    [TestCase(5, 1)]
    public void Under_traffic_nothing_is_lost_and_nothing_comes_twice_without_a_mark(int from, int to)
    {
        using var world = new ReshardWorld(from);
        world.Pump(Beat);
        world.Fleet.Pass(5);
        var result = world.Await(world.Reshard(to));
        world.Fleet.Pass(5);

        Assert.That((result.From, result.To, result.GuildsByDeadline), Is.EqualTo((from, to, 0)));
        Assert.That(world.Identifies, Is.EqualTo(from + to));
        Assert.That(world.Account.Doubled, Is.GreaterThan(0), "the overlap");
        world.AssertWhole();
        world.AssertOnlyShards(to);
    }

    [Test]
    public void The_mark_begins_with_the_switch_and_ends_with_the_overlap()
    {
        using var world = new ReshardWorld(2);
        var guild = world.Guilds[0];
        var before = world.InGuild(guild);
        world.Fleet.Pass(1);
        var resharding = world.Reshard(4);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.Phase == ReshardPhase.Switching, "the switch");
        world.Fleet.Pass(2);
        var within = world.InGuild(guild);
        var direct = world.Elsewhere();
        world.Fleet.Pass(4);
        var after = world.InGuild(guild);
        world.Await(resharding);
        world.Fleet.Pass(1);

        Assert.That(world.Account.Of(before), Is.EqualTo(new[] { (ShardId.FromGuild(guild, 2), false) }));
        Assert.That(world.Account.Of(within), Is.EquivalentTo(new[] { (ShardId.FromGuild(guild, 2), true), (ShardId.FromGuild(guild, 4), true) }));
        Assert.That(world.Account.Of(direct), Is.EquivalentTo(new[] { (new ShardId(0, 2), true), (new ShardId(0, 4), true) }));
        Assert.That(world.Account.Of(after), Is.EqualTo(new[] { (ShardId.FromGuild(guild, 4), false) }));
    }

    [Test]
    public void Before_the_switch_the_handler_hears_nothing_of_the_new_shards()
    {
        using var world = new ReshardWorld(2, o => o with { MaxConcurrency = 1 });
        world.Pump(Beat);
        var resharding = world.Reshard(4);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.NewReady == 3, "three of four");
        var status = world.Manager.Status;
        Assert.That(status.Reshard!.Phase, Is.EqualTo(ReshardPhase.Preparing));
        Assert.That(status.Reshard.OtherShards, Has.Count.EqualTo(4));
        Assert.That(status.ShardCount, Is.EqualTo(2));
        Assert.That(world.Account.Others.Where(o => o.Count == 4), Is.Empty);
        Assert.That(world.Account.Doubled, Is.Zero);

        world.Await(resharding);
        Assert.That(
            world.Fleet.Changes.Where(c => c.Kind == ShardChangeKind.Resharding).Select(c => c.Reshard),
            Is.EqualTo(new[] { ReshardPhase.Preparing, ReshardPhase.Switching, ReshardPhase.Stopping, ReshardPhase.Completed }));
        world.AssertWhole();
    }

    [Test]
    public void A_guild_that_comes_late_goes_over_when_it_comes()
    {
        using var world = new ReshardWorld(2, o => o with { GuildsPerSecond = 1 });
        world.Fleet.Pass(60);
        world.Pump(Beat);
        var resharding = world.Reshard(4);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.Phase == ReshardPhase.Switching, "the switch");
        world.Fleet.Pass(1);
        Assert.That(world.Manager.Status.Reshard!.GuildsLeft, Is.GreaterThan(4));
        var result = world.Await(resharding);

        Assert.That(result.GuildsByDeadline, Is.Zero);
        Assert.That(world.Account.Others.Where(o => o is { Name: "GUILD_CREATE", Count: 4 }), Is.Not.Empty.And.All.Matches<(string, int, bool Marked)>(o => o.Marked));
        world.AssertWhole();
        world.AssertOnlyShards(4);
    }

    [Test]
    public void A_guild_in_an_outage_is_switched_when_its_time_is_over()
    {
        using var world = new ReshardWorld(2);
        var guild = world.Guilds[3];
        world.Server.Guilds.BeginOutage(guild);
        world.Pump(Beat);
        world.Fleet.Pass(2);
        var result = world.Await(world.Reshard(4, new ReshardOptions { GuildTimeout = TimeSpan.FromSeconds(12) }));
        Assert.That(result.GuildsByDeadline, Is.EqualTo(1));
        Assert.That(result.Duration, Is.GreaterThan(TimeSpan.FromSeconds(15)));

        world.Server.Guilds.EndOutage(guild);
        world.Fleet.Pass(1);
        var back = world.InGuild(guild);
        world.Fleet.Pass(1);
        Assert.That(world.Account.Of(back), Is.EqualTo(new[] { (ShardId.FromGuild(guild, 4), false) }));
        world.AssertWhole();
    }

    [Test]
    public void Guilds_joined_and_left_meanwhile_are_told_of_and_hold_nothing_up()
    {
        using var world = new ReshardWorld(2, o => o with { GuildsPerSecond = 2 });
        world.Fleet.Pass(60);
        world.Pump(Beat);
        var left = world.Guilds[^1];
        var resharding = world.Reshard(3);
        world.Fleet.World.RunUntil(() => world.Manager.Status.Reshard?.Phase == ReshardPhase.Switching, "the switch");
        var joined = world.Server.Guilds.Join();
        world.Server.Guilds.Leave(left);
        world.Fleet.Pass(0.5);
        world.InGuild(joined);
        var result = world.Await(resharding);
        world.InGuild(joined);
        world.StopPump();
        world.Fleet.Pass(1);

        Assert.That(result.GuildsByDeadline, Is.Zero);
        Assert.That(result.Duration, Is.LessThan(TimeSpan.FromSeconds(15)), "the last guild, and a window");
        Assert.That(world.Account.Others.Count(o => o.Name == "GUILD_DELETE"), Is.GreaterThan(0));
        Assert.That(world.Account.Others.Count(o => o is { Name: "GUILD_DELETE", Marked: false }), Is.LessThanOrEqualTo(1));
        Assert.That(world.Account.Lost, Is.Empty);
        Assert.That(world.Account.UnmarkedDuplicates, Is.Empty);
    }

    [Test]
    public void Without_the_guilds_intent_everything_goes_over_with_ready()
    {
        using var world = new ReshardWorld(
            2, configure: o => o with { Shard = o.Shard with { Intents = GatewayIntents.GuildMessages | GatewayIntents.DirectMessages } });
        world.Pump(Beat);
        world.Fleet.Pass(2);
        Assert.That(world.Await(world.Reshard(4)).GuildsByDeadline, Is.Zero);
        world.AssertWhole();
        world.AssertOnlyShards(4);
    }

    [Test]
    public void Bodies_in_etf_go_over_too()
    {
        using var world = new ReshardWorld(
            2, configure: o => o with { Shard = o.Shard with { Encoding = GatewayEncoding.Etf } });
        world.Pump(Beat);
        world.Fleet.Pass(2);
        Assert.That(world.Await(world.Reshard(3)).GuildsByDeadline, Is.Zero);
        world.AssertWhole();
        world.AssertOnlyShards(3);
    }

    [Test]
    public void Commands_for_a_guild_go_to_its_shard_of_the_moment_and_the_presence_goes_along()
    {
        var sent = new SentRecorder();
        using var world = new ReshardWorld(2, configure: o => o with { Shard = o.Shard with { FrameObserver = sent } });
        var guild = world.Guilds[0];
        world.Manager.SetPresence(new UpdatePresence(PresenceStatus.Idle));
        world.Fleet.Pass(1);
        var resharding = world.Reshard(4);
        var old = world.Manager.SendToGuildAsync(guild, new UpdateVoiceState(guild, null));
        world.Await(resharding);
        world.Fleet.World.Await(old);
        Assert.That(sent.Sent.Where(s => s.Op == 2 && s.Text.Contains("[0,4]", StringComparison.Ordinal)).Select(s => s.Text), Has.One.Contains("idle"));
        sent.Sent.Clear();
        world.Fleet.World.Await(world.Manager.SendToGuildAsync(guild, new UpdateVoiceState(guild, null)));

        Assert.That(sent.Of(ShardId.FromGuild(guild, 4).Index, 4), Has.Exactly(1).Items);
        Assert.That(sent.Sent.Count(s => s.Op == 4), Is.EqualTo(1), "one shard alone");
    }

    [Test]
    public void A_slow_handler_finishes_what_the_old_shards_were_given()
    {
        using var world = new ReshardWorld(2);
        world.OnDispatch = async dispatch =>
        {
            if (dispatch.Shard.Count == 2)
            {
                await world.Fleet.After(TimeSpan.FromMilliseconds(200)).ConfigureAwait(false);
            }
        };
        world.Pump(Beat);
        world.Fleet.Pass(30);
        Assert.That(world.Manager.Status.Shards[0].Status!.QueuedEvents, Is.GreaterThan(100));
        world.Await(world.Reshard(4));
        world.AssertWhole();
    }

    [TestCase(0)]
    [TestCase(2)]
    public void What_is_on_the_wire_when_a_window_begins_does_not_come_unmarked_behind_its_copy(double guildsPerSecond)
    {
        using var world = new ReshardWorld(
            2, o => o with { GuildsPerSecond = guildsPerSecond }, latency: wire => TimeSpan.FromMilliseconds(5 + wire.Next(300)));
        world.Fleet.Pass(60);

        // The handler is behind with the old shards' events when it gets those of the new ones.
        world.OnDispatch = async dispatch =>
        {
            if (dispatch.Shard.Count == 2)
            {
                await world.Fleet.After(TimeSpan.FromMilliseconds(50)).ConfigureAwait(false);
            }
        };
        world.Pump(TimeSpan.FromMilliseconds(10));
        world.Fleet.Pass(3);
        world.Await(world.Reshard(4));
        Assert.That(world.Account.Doubled, Is.GreaterThan(0), "the overlap");
        world.AssertWhole();
    }

    [Test]
    public void It_cannot_be_done_twice_at_once_nor_to_the_same_count_nor_with_a_part_of_the_shards()
    {
        using var world = new ReshardWorld(2);
        var resharding = world.Reshard(4);
        Assert.That(() => world.Manager.ReshardAsync(6), Throws.InvalidOperationException);
        world.Await(resharding);
        Assert.That(() => world.Manager.ReshardAsync(4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => world.Manager.ReshardAsync(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => world.Manager.ReshardAsync(6, new ReshardOptions { Overlap = TimeSpan.FromSeconds(61) }),
            Throws.ArgumentException.With.Message.Contains("Overlap").And.Message.Contains("60 s"));
        world.Await(world.Reshard(3));
        world.AssertOnlyShards(3);

        using var part = new FleetWorld().Start(ShardPlan.Range(0, 1, 4));
        Assert.That(() => part.Manager.ReshardAsync(8), Throws.InvalidOperationException);
    }
}
