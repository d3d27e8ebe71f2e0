using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Limits;
using Gateway.Fleet.Tests.Support;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Fleet.Tests;

/// <summary>F-20 on real sockets: all are dropped at once, all are refused, one is poisoned.</summary>
[Category("Sockets")]
[Property("Fault", "F-20")]
internal sealed class StormSocketTests
{
    private const int Shards = 30;

    [Test]
    public async Task All_that_are_dropped_at_once_come_back_as_fast_as_the_cap_allows()
    {
        const int Cap = 10;
        await using var host = await StartHostAsync();
        var account = new FleetAccount();
        await using var fleet = Run(host, account, new StormOptions { MaxConnectsPerSecond = Cap });
        await fleet.UntilReadyAsync();
        host.Server.Traffic.EventsPerSecond = 10;
        var droppedAt = Stopwatch.GetTimestamp();
        host.Server.Faults.Reset(Target.All);
        await Wait.UntilAsync(() => host.Server.Account.Counters.ResumesAccepted == Shards, "all have resumed", fleet.Story);
        var took = Stopwatch.GetElapsedTime(droppedAt);
        host.Server.Traffic.EventsPerSecond = 0;
        await fleet.UntilReadyAsync();
        await Wait.UntilAsync(() => account.LostOf(host.Server) == 0, "everything has come", fleet.Story);

        // A busy machine makes it slower, nothing makes it faster: the last of 30 has its turn when two seconds are over.
        Assert.That(took, Is.GreaterThan(TimeSpan.FromSeconds((Shards / Cap) - 1)));
        AssertUnharmed(host, account);
    }

    [Test]
    public async Task An_outage_of_the_gateway_costs_no_session()
    {
        await using var host = await StartHostAsync();
        var account = new FleetAccount();
        await using var fleet = Run(host, account, new StormOptions { MaxConnectsPerSecond = null });
        await fleet.UntilReadyAsync();
        var refused = host.Server.Account.Counters.UpgradesRefused;
        host.Server.Faults.Rules.RefuseUpgrade(503);
        host.Server.Faults.Reset(Target.All);
        host.Server.DispatchMessage(Target.All, 1024);
        await Wait.UntilAsync(() => host.Server.Account.Counters.UpgradesRefused >= refused + Shards, "all are refused", fleet.Story);
        host.Server.Faults.Rules.Clear();
        await fleet.UntilReadyAsync();
        await Wait.UntilAsync(() => account.LostOf(host.Server) == 0, "everything has come", fleet.Story);

        Assert.That(fleet.Manager.Status.Quarantined, Is.Zero, "no shard is to blame for it");
        AssertUnharmed(host, account);
    }

    [Test]
    public async Task A_poisoned_shard_is_set_apart_and_the_others_notice_nothing()
    {
        const int Poisoned = 7;
        await using var host = await StartHostAsync();
        var account = new FleetAccount();
        await using var fleet = Run(host, account, new StormOptions { QuarantineAfter = 2, QuarantineMin = TimeSpan.FromSeconds(2) });
        await fleet.UntilReadyAsync();
        var changes = new ConcurrentQueue<ShardChange>();
        using var enough = new CancellationTokenSource();
        var watching = WatchAsync(fleet.Manager, changes, enough.Token);
        host.Server.Faults.Rules.CloseAfterResume(4000, shard: Poisoned);
        host.Server.Faults.Reset(Target.Shard(Poisoned));
        await Wait.UntilAsync(() => fleet.Manager.Status.Quarantined == 1, "it is set apart", fleet.Story);
        host.Server.DispatchMessage(Target.All, 1024);
        host.Server.Faults.Rules.Clear();
        await fleet.UntilReadyAsync();
        await Wait.UntilAsync(() => account.LostOf(host.Server) == 0, "everything has come", fleet.Story);
        await enough.CancelAsync();
        await watching;

        Assert.That(changes.Where(c => c.Kind == ShardChangeKind.Quarantined).Select(c => c.Shard.Index), Is.Not.Empty.And.All.EqualTo(Poisoned));
        Assert.That(changes.Where(c => c.Kind == ShardChangeKind.Quarantined).Select(c => c.Delay), Has.All.GreaterThan(TimeSpan.FromSeconds(1)));
        Assert.That(changes.Select(c => c.Shard.Index), Has.All.EqualTo(Poisoned));
        AssertUnharmed(host, account);
    }

    private static void AssertUnharmed(SimulatorHost host, FleetAccount account)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Server.Account.Counters.Identifies, Is.EqualTo(Shards), "no identify was spent on it");
            Assert.That(account.Duplicates, Is.Zero);
            Assert.That(account.OutOfOrder, Is.Zero);
            Assert.That(host.Server.Account.Violations, Is.Empty);
            Assert.That(host.Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1));
        }
    }

    private static async Task WatchAsync(ShardManager manager, ConcurrentQueue<ShardChange> changes, CancellationToken enough)
    {
        try
        {
            await foreach (var change in manager.ReadChangesAsync(enough))
            {
                changes.Enqueue(change);
            }
        }
        catch (OperationCanceledException)
        {
            // All that matters has been seen.
        }
    }

    private static Task<SimulatorHost> StartHostAsync() => SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        // Slow machines hold processes up: only what a test is about is short.
        Server = new GatewayServerOptions
        {
            HeartbeatGrace = 10,
            IdentifyWindow = TimeSpan.Zero,
            ReplayCapacity = 100_000,
            GuildCount = Shards,
            MembersPerGuild = 1,
        },
    });

    private static RunningFleet Run(SimulatorHost host, FleetAccount account, StormOptions storm) => new(
        new ShardManager(
            new ShardManagerOptions
            {
                Plan = ShardPlan.All(Shards),
                Storm = storm,
                BudgetStore = new MemoryIdentifyBudgetStore(),
                Shard = new GatewayShardOptions
                {
                    Token = "sim-token",
                    Intents = GatewayIntents.AllUnprivileged,
                    GatewayInfo = new FixedGatewayInfoSource(host.GatewayUrl),
                    IdentifyLimiter = new BucketIdentifyRateLimiter(
                        null, new IdentifyRateLimiterOptions { Window = TimeSpan.FromMilliseconds(1), Margin = TimeSpan.Zero }),
                },
            },
            new WebSocketTransport()),
        account);
}
