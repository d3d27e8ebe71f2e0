using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Limits;
using Gateway.Fleet.Tests.Support;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Fleet.Tests;

/// <summary>A fleet on real sockets and threads against the simulator on loopback.</summary>
[Category("Sockets")]
internal sealed class SocketTests
{
    private const int Shards = 50;
    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("gateway-fleet-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Fifty_shards_come_up_are_dropped_at_once_and_resume_without_loss()
    {
        await using var host = await StartHostAsync();
        var account = new FleetAccount();
        await using var fleet = Run(host, account);
        await fleet.UntilReadyAsync();
        host.Server.Traffic.EventsPerSecond = 20;
        for (var drop = 0; drop < 3; drop++)
        {
            var resumed = host.Server.Account.Counters.ResumesAccepted;
            host.Server.Faults.Reset(Target.All);
            await Wait.UntilAsync(() => host.Server.Account.Counters.ResumesAccepted == resumed + Shards, "all have resumed", fleet.Story);
            await fleet.UntilReadyAsync();
        }

        host.Server.Traffic.EventsPerSecond = 0;
        await Wait.UntilAsync(() => account.LostOf(host.Server) == 0, "everything has come", fleet.Story);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Server.Account.Counters.Identifies, Is.EqualTo(Shards), "no identify was spent on it");
            Assert.That(account.Duplicates, Is.Zero);
            Assert.That(account.OutOfOrder, Is.Zero);
            Assert.That(host.Server.Account.Violations, Is.Empty);
            Assert.That(host.Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1));
        }
    }

    [Test]
    public async Task A_restart_with_a_state_directory_resumes_all_without_an_identify()
    {
        await using var host = await StartHostAsync();
        var account = new FleetAccount();
        for (var restart = 0; restart < 3; restart++)
        {
            await using var fleet = Run(host, account);
            await fleet.UntilReadyAsync();
            host.Server.Traffic.EventsPerSecond = 20;
            var handled = account.Handled;
            await Wait.UntilAsync(() => account.Handled > handled + 200, "events flow", fleet.Story);
            await fleet.StopAsync();
        }

        host.Server.Traffic.EventsPerSecond = 0;
        await using (var last = Run(host, account))
        {
            await last.UntilReadyAsync();
            await Wait.UntilAsync(() => account.LostOf(host.Server) == 0, "everything has come", last.Story);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Server.Account.Counters.Identifies, Is.EqualTo(Shards));
            Assert.That(host.Server.Account.Counters.ResumesAccepted, Is.EqualTo(3 * Shards));
            Assert.That(account.Duplicates, Is.Zero);
            Assert.That(account.OutOfOrder, Is.Zero);
            Assert.That(host.Server.Account.Violations, Is.Empty);
        }
    }

    [Test]
    public async Task The_merged_stream_has_the_events_of_all()
    {
        await using var host = await StartHostAsync();
        host.Server.Traffic.EventsPerSecond = 20;
        var account = new FleetAccount();
        await using var manager = new ShardManager(Options(host), new WebSocketTransport());
        await Deadline.Within(ReadAsync());
        Assert.That(account.Shards, Has.Count.EqualTo(Shards));
        Assert.That(account.Duplicates + account.OutOfOrder, Is.Zero);
        await Wait.UntilAsync(() => host.Server.Connections.All(c => !c.IsOpen), "all connections are closed");

        async Task ReadAsync()
        {
            await foreach (var dispatch in manager.ReadAllAsync())
            {
                account.Note(dispatch);
                if (account.Shards.Count == Shards && account.Handled > 2000)
                {
                    break;
                }
            }
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
            GuildCount = 2 * Shards,
            MembersPerGuild = 1,
        },
    });

    private ShardManagerOptions Options(SimulatorHost host) => new()
    {
        Plan = ShardPlan.All(Shards),
        StateDirectory = _directory,
        Storm = new StormOptions { MaxConnectsPerSecond = null },
        Shard = new GatewayShardOptions
        {
            Token = "sim-token",
            Intents = GatewayIntents.AllUnprivileged,
            GatewayInfo = new FixedGatewayInfoSource(host.GatewayUrl),
            IdentifyLimiter = new BucketIdentifyRateLimiter(
                null, new IdentifyRateLimiterOptions { Window = TimeSpan.FromMilliseconds(1), Margin = TimeSpan.Zero }),
        },
    };

    private RunningFleet Run(SimulatorHost host, FleetAccount account) =>
        new(new ShardManager(Options(host), new WebSocketTransport()), account);
}
