using Gateway.Core.Fleet.Resharding;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

/// <summary>Resharding under traffic and faults that keep sessions: resets, op 7, dead transports, delayed networks.</summary>
[Property("Fault", "F-23")]
internal sealed class ReshardRandomTests
{
    private static IEnumerable<int> Seeds => Enumerable.Range(1, 60);

    [TestCaseSource(nameof(Seeds))]
    public void Whatever_happens_to_connections_nothing_is_lost_or_doubled_without_a_mark(int seed)
    {
        var random = new Random(seed);
        var (from, to) = random.Next(3) switch
        {
            0 => (4, 8),
            1 => (8, 6),
            _ => (1 + random.Next(6), 7 + random.Next(6)),
        };
        using var world = new ReshardWorld(
            from,
            o => o with
            {
                MaxConcurrency = 1 + random.Next(4),
                GuildsPerSecond = random.Next(2) == 0 ? 0 : 2 + random.Next(20),
                GuildOutageShare = random.Next(4) == 0 ? 0.2 : 0,
                GuildOutageDuration = TimeSpan.FromSeconds(random.Next(1, 20)),
            },
            seed,
            wire => TimeSpan.FromMilliseconds(5 + wire.Next(1 + (seed % 4 * 120))));
        world.Fleet.Pass(60);

        // In every third run the handler is behind with the old shards' events, in every third with the new ones'.
        var slow = seed % 3 == 0 ? from : seed % 3 == 1 ? to : 0;
        world.OnDispatch = async dispatch =>
        {
            if (dispatch.Shard.Count == slow)
            {
                await world.Fleet.After(TimeSpan.FromMilliseconds(30)).ConfigureAwait(false);
            }
        };
        world.Pump(TimeSpan.FromMilliseconds(40));
        world.Fleet.Pass(5);
        var resharding = world.Reshard(to, new ReshardOptions { Overlap = TimeSpan.FromSeconds(2 + random.Next(8)) });
        while (!resharding.IsCompleted)
        {
            world.Fleet.Pass(0.2 + (random.NextDouble() * 4));
            Harm(world, random, from, to);
        }

        world.Await(resharding);
        world.Fleet.Pass(5);
        TestContext.Out.WriteLine($"seed {seed}: {from} to {to}, {world.Account.Expected} events, {world.Account.Doubled} doubled, {resharding.Result.Duration}");
        Assert.That(world.Identifies, Is.EqualTo(from + to));
        world.AssertWhole();
        world.AssertOnlyShards(to);
    }

    private static void Harm(ReshardWorld world, Random random, int from, int to)
    {
        var count = random.Next(2) == 0 ? from : to;
        var target = Target.Shard(new ShardKey(random.Next(count), count));
        switch (random.Next(6))
        {
            case 0 or 1:
                world.Server.Faults.Reset(target);
                break;
            case 2:
                world.Server.Faults.SendReconnect(target);
                break;
            case 3:
                world.Server.Faults.Close(target, 4000);
                break;
            case 4 when random.Next(4) == 0:
                world.Server.Faults.HalfOpen(target);
                break;
        }
    }
}
