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
[Ignore("One of 50 runs on a loaded machine had one identify more than expected; the cause is being looked for.")]
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

    private static Task Run(ShardManager manager, NonceAccount account) => manager.RunAsync((dispatch, _) =>
    {
        account.Note(dispatch);
        return ValueTask.CompletedTask;
    });

    private static async Task PumpAsync(GatewayServer server, NonceAccount account, CancellationToken enough)
    {
        ulong[] guilds = [.. Enumerable.Range(0, 2).SelectMany(i => server.GuildsOf(new ShardKey(i, 2)))];
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

    private static Task<SimulatorHost> StartHostAsync() => SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        // Slow machines hold processes up: only what a test is about is short.
        Server = new GatewayServerOptions
        {
            HeartbeatInterval = TimeSpan.FromSeconds(5),
            HeartbeatGrace = 10,
            IdentifyWindow = TimeSpan.Zero,
            ReplayCapacity = 100_000,
            GuildCount = Guilds,
            MembersPerGuild = 1,
        },
    });

    private static ShardManagerOptions Options(SimulatorHost host) => new()
    {
        Plan = ShardPlan.All(2),
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
