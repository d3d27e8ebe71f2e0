using System.Globalization;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;

namespace Gateway.Fleet.Tests;

/// <summary>Fleets start as fast as Discord allows and no faster, as the server counts it.</summary>
internal sealed class StartUpTests
{
    private const int Buckets = 16;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    [Test]
    public void Ten_thousand_shards_at_sixteen_start_within_three_percent_of_the_optimum()
    {
        const int Shards = 10_000;
        using var world = Large(static _ => TimeSpan.Zero);
        var most = 0;
        Count(world, open => most = Math.Max(most, open));
        world.Start(ShardPlan.All(Shards), Quiet);

        var optimum = Window * Math.Ceiling(Shards / 16.0);
        TestContext.Out.WriteLine($"{world.Now} for an optimum of {optimum}: {world.Now / optimum:P2}");
        Assert.That(world.Now / optimum, Is.LessThanOrEqualTo(1.03));
        Assert.That(world.Server.Account.Violations, Is.Empty, "never too early in a bucket");
        AssertSpaced(world);
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(Shards));
        Assert.That(most, Is.LessThanOrEqualTo(3 * 16), "open connections that were not Ready");
    }

    // GATEWAY_FLEET_SHARDS=10000 makes it the whole fleet, which takes minutes.
    [Test]
    public void With_a_slow_and_uneven_network_no_identify_is_answered_with_op_9([Values(1, 2)] int seed)
    {
        var shards = int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_FLEET_SHARDS"), CultureInfo.InvariantCulture, out var n) ? n : 2_000;
        using var world = Large(static r => TimeSpan.FromMilliseconds(r.Next(20, 401)), seed);
        world.Start(ShardPlan.All(shards), Quiet);

        var optimum = Window * Math.Ceiling(shards / (double)Buckets);
        TestContext.Out.WriteLine($"{world.Now} for an optimum of {optimum}: {world.Now / optimum:P2}");
        Assert.That(world.Server.Account.Violations, Is.Empty);
        AssertSpaced(world);
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(shards));
        Assert.That(world.Now / optimum, Is.LessThan(1.25), "a window begins when the gateway has read the last Identify");
    }

    [Test]
    public void A_shard_whose_dial_hangs_does_not_keep_its_bucket_from_going_on()
    {
        using var world = new FleetWorld(o => o with { MaxConcurrency = 1 });
        world.Server.Faults.Rules.WithholdHello(1);
        world.Start(ShardPlan.All(10));
        Assert.That(world.Now, Is.LessThan(TimeSpan.FromSeconds(60)));
        world.AssertHealthy();
    }

    // Two identifies of a bucket are never within 5 s of each other, as the server has them. Its own check answers op 9 and is a violation.
    private static void AssertSpaced(FleetWorld world)
    {
        foreach (var bucket in world.Server.Account.Sessions.GroupBy(s => s.Shard.Index % Buckets))
        {
            var made = bucket.Select(s => s.CreatedAt).Order().ToArray();
            Assert.That(made.Zip(made.Skip(1), (a, b) => b - a).Min(), Is.GreaterThanOrEqualTo(Window), $"bucket {bucket.Key}");
        }
    }

    private static FleetWorld Large(Func<Random, TimeSpan> latency, int seed = 1) => new(
        o => o with { IdentifyTotal = 100_000, HeartbeatInterval = TimeSpan.FromMinutes(10), ReplayCapacity = 100 }, seed, latency);

    // What is noted of ten thousand shards would take longer than what is tested.
    private static ShardManagerOptions Quiet(ShardManagerOptions options) => options with
    {
        Shard = options.Shard with { LoggerFactory = null },
    };

    private static void Count(FleetWorld world, Action<int> open) => world.OnDispatch = (_, _) =>
    {
        open(world.Transport.Open - world.Ready);
        return ValueTask.CompletedTask;
    };
}
