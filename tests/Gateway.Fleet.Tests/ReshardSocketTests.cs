using System.Text;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;
using Gateway.Core.Limits;
using Gateway.Fleet.Tests.Support;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Fleet.Tests;

/// <summary>Resharding on real sockets and threads, with events and faults in every phase.</summary>
[Category("Sockets")]
internal sealed class ReshardSocketTests
{
    private const int Guilds = 12;

    [Test]
    public async Task From_two_shards_to_three_under_traffic_nothing_is_lost_or_doubled_without_a_mark()
    {
        await using var host = await StartHostAsync();
        var account = new NonceAccount();
        await using var manager = new ShardManager(Options(host), new WebSocketTransport());
        await using var story = new FleetStory(manager, host.Server);
        try
        {
            var running = Run(manager, account);
            await Deadline.Within(manager.WaitUntilReadyAsync());
            using var enough = new CancellationTokenSource();
            var pump = Task.Run(() => PumpAsync(host.Server, account, enough.Token));
            await Wait.UntilAsync(() => account.Expected > 20, "traffic");

            var resharding = manager.ReshardAsync(3, new ReshardOptions { Overlap = TimeSpan.FromMilliseconds(500) });
            await Wait.UntilAsync(() => manager.Status.Reshard?.Phase >= ReshardPhase.Switching || resharding.IsCompleted, "the switch");
            host.Server.Faults.Reset(Target.Shard(new ShardKey(1, 2)));
            host.Server.Faults.SendReconnect(Target.Shard(new ShardKey(2, 3)));
            story.Note("the faults");
            var result = await Deadline.Within(resharding);
            var expected = account.Expected;
            await Wait.UntilAsync(() => account.Expected > expected + 20, "traffic afterwards");
            await enough.CancelAsync();
            await pump;
            await Wait.UntilAsync(() => !account.Lost.Any(), "everything has come");

            Assert.That((result.From, result.To, result.GuildsByDeadline), Is.EqualTo((2, 3, 0)));
            account.AssertWhole();
            Assert.That(account.Doubled, Is.GreaterThan(0), "the overlap");
            Assert.That(host.Server.Account.Counters.Identifies, Is.EqualTo(5));
            Assert.That(host.Server.Account.Violations, Is.Empty);
            Assert.That(
                host.Server.Account.Sessions.Where(s => s.EndedAt is null).Select(s => s.Shard.Count), Is.EqualTo(new[] { 3, 3, 3 }));
            await Deadline.Within(manager.StopAsync());
            await Deadline.Within(running);
        }
        catch
        {
            await TestContext.Out.WriteLineAsync(story.ToString());
            throw;
        }
    }

    [Test]
    public async Task A_new_set_that_does_not_come_up_leaves_the_old_one_as_it_was([Values] bool isRefused)
    {
        // Twelve guilds: four a shard of three, six a shard of two.
        await using var host = await StartHostAsync(o => isRefused ? o with { MaxGuildsPerShard = 5 } : o);
        var account = new NonceAccount();
        await using var manager = new ShardManager(Options(host, shards: 3), new WebSocketTransport());
        await using var story = new FleetStory(manager, host.Server);
        try
        {
            var running = Run(manager, account);
            await Deadline.Within(manager.WaitUntilReadyAsync());
            using var enough = new CancellationTokenSource();
            var pump = Task.Run(() => PumpAsync(host.Server, account, enough.Token, shards: 3));
            await Wait.UntilAsync(() => account.Expected > 20, "traffic");
            if (!isRefused)
            {
                host.Server.Faults.Rules.WithholdReady(shard: 1);
            }

            var resharding = manager.ReshardAsync(2, new ReshardOptions { PrepareTimeout = TimeSpan.FromSeconds(isRefused ? 15 : 3) });
            var error = Assert.ThrowsAsync<ReshardFailedException>(() => Deadline.Within(resharding))!;
            Assert.That(error.Failure, Is.EqualTo(isRefused ? ReshardFailure.ShardEnded : ReshardFailure.TimedOut), error.ToString());
            var expected = account.Expected;
            await Wait.UntilAsync(() => account.Expected > expected + 20, "traffic afterwards");
            await enough.CancelAsync();
            await pump;
            await Wait.UntilAsync(() => !account.Lost.Any(), "everything has come");

            account.AssertWhole();
            Assert.That(account.Doubled, Is.Zero, "the handler heard nothing of it");
            Assert.That(manager.Status.Shards.Select(s => (s.Shard.Count, s.State)), Is.EqualTo(Enumerable.Repeat((3, MemberState.Running), 3)));
            Assert.That(host.Server.Account.Sessions.Where(s => s.Shard.Count == 3).Select(s => s.EndedAt), Is.EqualTo(new TimeSpan?[3]), "no session was lost");
            await Wait.UntilAsync(() => host.Server.Connections.Count(c => c.IsOpen) == 3, "the new set is gone");
            await Deadline.Within(manager.StopAsync());
            await Deadline.Within(running);
        }
        catch
        {
            await TestContext.Out.WriteLineAsync(story.ToString());
            throw;
        }
    }

    private static Task Run(ShardManager manager, NonceAccount account) => manager.RunAsync((dispatch, _) =>
    {
        account.Note(dispatch);
        return ValueTask.CompletedTask;
    });

    private static async Task PumpAsync(GatewayServer server, NonceAccount account, CancellationToken enough, int shards = 2)
    {
        ulong[] guilds = [.. Enumerable.Range(0, shards).SelectMany(i => server.GuildsOf(new ShardKey(i, shards)))];
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var nonce = 1L; !enough.IsCancellationRequested; nonce++)
        {
            var guild = guilds[nonce % guilds.Length];
            var (to, body) = nonce % 5 == 0
                ? (DispatchTo.Direct(), $$"""{"author":{"id":"1"},"nonce":{{nonce}}}""")
                : (DispatchTo.Guild(guild), $$"""{"author":{"id":"1"},"guild_id":"{{guild}}","nonce":{{nonce}}}""");
            account.Expect(nonce);
            server.DispatchEvent("MESSAGE_CREATE", to, Encoding.UTF8.GetBytes(body));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static Task<SimulatorHost> StartHostAsync(Func<GatewayServerOptions, GatewayServerOptions>? configure = null)
    {
        // Slow machines hold processes up: only what a test is about is short.
        var options = new GatewayServerOptions
        {
            HeartbeatInterval = TimeSpan.FromSeconds(5),
            HeartbeatGrace = 10,
            IdentifyWindow = TimeSpan.Zero,
            ReplayCapacity = 100_000,
            GuildCount = Guilds,
            MembersPerGuild = 1,
        };
        return SimulatorHost.StartAsync(new SimulatorHostOptions { Server = configure?.Invoke(options) ?? options });
    }

    private static ShardManagerOptions Options(SimulatorHost host, int shards = 2) => new()
    {
        Plan = ShardPlan.All(shards),
        BudgetStore = new MemoryIdentifyBudgetStore(),
        Shard = new GatewayShardOptions
        {
            Token = "sim-token",
            Intents = GatewayIntents.AllUnprivileged,
            GatewayInfo = new FixedGatewayInfoSource(host.GatewayUrl),
            IdentifyLimiter = new BucketIdentifyRateLimiter(
                null, new IdentifyRateLimiterOptions { Window = TimeSpan.FromMilliseconds(1), Margin = TimeSpan.Zero }),
        },
    };
}
