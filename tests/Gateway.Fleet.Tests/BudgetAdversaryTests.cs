using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

/// <summary>
/// Whatever a peer does to fleets of any size, with the default policy and the default budget: never below the reserve, as the
/// server counts it. Adversaries end sessions when it hurts, and processes are killed at any moment.
/// </summary>
[Property("Fault", "F-16")]
internal sealed class BudgetAdversaryTests
{
    private const int Reserve = 50;

    [Test]
    public void No_adversary_gets_a_fleet_below_its_reserve(
        [Values(1, 3, 20, 150)] int shards, [Range(1, 4)] int seed)
    {
        var random = new Random((seed * 1000) + shards);
        using var world = new FleetWorld(
            o => o with { HeartbeatInterval = TimeSpan.FromMinutes(10), MaxConcurrency = random.Next(2) == 0 ? 1 : 16 }, seed,
            static r => TimeSpan.FromMilliseconds(r.Next(1, 200)));
        world.Info.TellsLimit = random.Next(4) != 0;
        var kind = seed % 4;
        var patience = random.Next(1, 40);
        world.OnDispatch = (dispatch, token) =>
        {
            if (dispatch.Name == "READY")
            {
                _ = StrikeAsync(world, random, dispatch.Shard.Index, kind, patience);
            }

            return ValueTask.CompletedTask;
        };

        var least = world.Remaining;
        var end = TimeSpan.FromDays(2);
        var processes = 0;
        while (world.Now < end)
        {
            processes++;
            using var cancellation = new CancellationTokenSource();
            world.Run(ShardPlan.All(shards), o => o with { Shard = o.Shard with { LoggerFactory = null } }, cancellation.Token);
            var lifetime = TimeSpan.FromMinutes(Math.Pow(10, random.NextDouble() * 3.2));
            for (var until = world.Now + lifetime; world.Now < until && world.Now < end;)
            {
                world.Pass(600);
                least = Math.Min(least, world.Remaining);
            }

            cancellation.Cancel();
            world.ErrorOf(world.Running);
        }

        TestContext.Out.WriteLine(
            $"{shards} shards, seed {seed}, strategy {kind}, {processes} processes: {world.Server.Account.Counters.Identifies} identifies, {least} left at least");
        Assert.That(least, Is.GreaterThanOrEqualTo(Reserve));
        Assert.That(world.Server.Account.Violations, Is.Empty);
    }

    private static async Task StrikeAsync(FleetWorld world, Random random, int shard, int kind, int patience)
    {
        await world.After(TimeSpan.FromSeconds(kind == 0 ? 0 : random.Next(patience * 30))).ConfigureAwait(false);
        switch (kind == 3 ? random.Next(3) : kind)
        {
            case 0:
                world.Server.Faults.Close(Target.Shard(shard), 4009);
                break;
            case 1:
                world.Server.Faults.Expire(Target.Shard(shard));
                break;
            default:
                world.Server.Faults.Close(Target.Shard(shard), 4007);
                break;
        }
    }
}
