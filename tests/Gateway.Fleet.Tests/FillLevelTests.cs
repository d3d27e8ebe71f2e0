using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;
using Gateway.Fleet.Tests.Support;

namespace Gateway.Fleet.Tests;

internal sealed class FillLevelTests
{
    [Test]
    public void A_shard_that_becomes_nearly_full_is_reported_once()
    {
        using var world = new ReshardWorld(4, configure: o => o with { Reshard = new ReshardTrigger { MaxGuildsPerShard = 10 } });
        Assert.That(world.Fleet.Changes.Where(c => c.Kind == ShardChangeKind.FillLevelReached), Is.Empty, "six each");
        for (var i = 0; i < 12; i++)
        {
            world.Server.Guilds.Join();
            world.Fleet.Pass(1);
        }

        var change = world.Fleet.Changes.Single(c => c.Kind == ShardChangeKind.FillLevelReached);
        Assert.That(change.Guilds, Is.EqualTo(8));
        Assert.That(world.Fleet.Logs.Of(6204), Has.Exactly(1).Items);
        Assert.That(world.Manager.Status.Reshard, Is.Null);
        Assert.That(world.Identifies, Is.EqualTo(4));
    }

    [Test]
    public void It_reshards_by_itself_when_it_is_told_to()
    {
        var fills = new List<ShardFill>();
        using var world = new ReshardWorld(2, configure: o => o with
        {
            Reshard = new ReshardTrigger
            {
                MaxGuildsPerShard = 16,
                NewShardCount = fill =>
                {
                    fills.Add(fill);
                    return fill.SuggestedCount;
                },
            },
        });
        world.Pump(TimeSpan.FromMilliseconds(30));
        world.Server.Guilds.Join();
        world.Fleet.World.RunUntil(() => world.Manager.Status is { ShardCount: 4, Reshard: null }, "four shards", TimeSpan.FromMinutes(5));
        world.Fleet.Pass(60);

        Assert.That(fills, Has.Exactly(1).Items);
        Assert.That(fills[0].Guilds, Is.EqualTo(13));
        world.AssertWhole();
        world.AssertOnlyShards(4);
    }

    [Test]
    public void Guilds_that_are_left_or_in_an_outage_do_not_fill_a_shard()
    {
        using var world = new ReshardWorld(2, configure: o => o with { Reshard = new ReshardTrigger { MaxGuildsPerShard = 16 } });
        var guild = world.Guilds[0];
        for (var i = 0; i < 5; i++)
        {
            world.Server.Guilds.BeginOutage(guild);
            world.Fleet.Pass(1);
            world.Server.Guilds.EndOutage(guild);
            world.Server.Guilds.Leave(guild);
            world.Fleet.Pass(1);
            world.Server.Guilds.Join(guild);
            world.Fleet.Pass(1);
        }

        Assert.That(world.Fleet.Changes.Where(c => c.Kind == ShardChangeKind.FillLevelReached), Is.Empty);
    }

    [Test]
    public void A_failure_of_its_own_is_logged_and_leaves_the_fleet_alone()
    {
        using var world = new ReshardWorld(2, configure: o => o with
        {
            Reshard = new ReshardTrigger { MaxGuildsPerShard = 15, NewShardCount = _ => throw new InvalidOperationException("a bug") },
        });
        world.Fleet.Pass(5);
        Assert.That(world.Fleet.Logs.Of(6205), Has.Exactly(1).Items);
        world.AssertOnlyShards(2);
    }

    [Test]
    public void Levels_that_make_no_sense_are_named() => Assert.That(
        () => new ReshardWorld(1, configure: o => o with { Reshard = new ReshardTrigger { FillLevel = 1.5, MaxGuildsPerShard = 0 } }),
        Throws.ArgumentException.With.Message.Contains("Reshard.FillLevel").And.Message.Contains("Reshard.MaxGuildsPerShard"));
}
