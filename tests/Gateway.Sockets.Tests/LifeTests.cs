using System.Threading.RateLimiting;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>How a run ends, goes on in another one, and lives beside others.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class LifeTests
{
    [Test]
    public async Task Cancellation_interrupts_a_read_that_waits()
    {
        await using var world = await SocketWorld.StartAsync(server: s => s with { HeartbeatInterval = TimeSpan.FromMinutes(5) });
        await world.UntilReadyAsync();
        await world.Run.UntilAsync(() => world.Account.CountOf("GUILD_CREATE") == 8, "the guilds");

        world.Run.Cancel();

        Assert.That(() => Deadline.Within(world.Run.Running), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(world.Transport.Open, Is.Zero);
        Assert.That(world.Server.Account.Sessions.Single().EndedAt, Is.Null, "the session is kept");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Cancellation_interrupts_a_dial(bool duringUpgrade)
    {
        await using var world = await SocketWorld.StartAsync(prepare: host =>
        {
            if (duringUpgrade)
            {
                host.Server.Faults.Rules.StallUpgrade();
            }
            else
            {
                host.Server.Faults.Rules.WithholdHello();
            }
        });
        var counters = () => world.Server.Account.Counters;
        await world.Run.UntilAsync(
            () => (duringUpgrade ? counters().UpgradesRefused : counters().ConnectionsOpened) == 1, "the server has the request");

        world.Run.Cancel();

        Assert.That(() => Deadline.Within(world.Run.Running), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(world.Transport.Open, Is.Zero);
    }

    [Test]
    public async Task A_command_limiter_that_cannot_be_made_is_a_failed_dial_that_says_why()
    {
        var made = 0;
        await using var world = await SocketWorld.StartAsync(shard: o => o with
        {
            CommandLimiter = () => Interlocked.Increment(ref made) == 1
                ? throw new InvalidOperationException("No limiter today.")
                : new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 }),
        });

        var failed = await world.Run.UntilEndedByAsync(TransitionCause.DialFailed);

        Assert.That(failed.Ending!.Error!.Message, Is.EqualTo("No limiter today."));
        await world.AssertHealthyAsync();
    }

    [Test]
    public async Task A_command_given_between_two_connections_waits_for_the_next_ones_limiter()
    {
        var wait = TimeSpan.FromSeconds(1);
        await using var world = await SocketWorld.StartAsync(shard: o => o with
        {
            CommandLimiter = static () => new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 }),
            Recovery = o.Recovery with { InvalidSessionWaitMin = wait, InvalidSessionWaitMax = wait },
        });
        await world.UntilReadyAsync();
        world.Server.Faults.InvalidateSession(Target.All, resumable: true);
        await world.Run.UntilAsync(() => world.Transport.Open == 0, "the connection is gone");

        await Deadline.Within(world.Shard.SendAsync(new UpdatePresence(PresenceStatus.Idle)));

        Assert.That(world.Shard.Status.Connection, Is.EqualTo(2));
        await world.AssertHealthyAsync();
    }

    [Test]
    public async Task A_stopped_shard_is_resumed_by_another_one()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { EventsPerSecond = 200, ReplayCapacity = 100_000 },
        });
        var account = new LossAccount();
        var options = RunningShard.Options(new FixedGatewayInfoSource(host.GatewayUrl));
        string saved;
        await using (var first = new RunningShard(options, new CountingTransport(), account: account))
        {
            await first.UntilReadyAsync();
            await first.Shard.StopAsync();
            await Deadline.Within(first.Running);
            saved = first.Shard.Session!.ToJson();
        }

        await using var second = new RunningShard(
            options with { Session = ShardSession.FromJson(saved) }, new CountingTransport(), account: account);
        await second.UntilReadyAsync();
        host.Server.Traffic.EventsPerSecond = 0;
        await second.UntilAsync(() => account.LostOf(host.Server) == 0, "all events");

        Assert.That((account.Duplicates, account.OutOfOrder), Is.EqualTo((0, 0)));
        Assert.That(host.Server.Account.Counters.Identifies, Is.EqualTo(1));
        Assert.That(host.Server.Account.Violations, Is.Empty);
    }

    [Test]
    public async Task Four_shards_share_a_transport_and_a_limiter()
    {
        const int count = 4;
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions
            {
                EventsPerSecond = 50,
                ReplayCapacity = 100_000,
                MaxConcurrency = 2,
                IdentifyWindow = TimeSpan.FromMilliseconds(100),
            },
        });
        using var limiter = FastRecovery.NewLimiter(TimeSpan.FromMilliseconds(600));
        limiter.Update(new Core.SessionStartLimit(1000, 1000, TimeSpan.FromDays(1), 2));
        var transport = new CountingTransport();
        var options = RunningShard.Options(new FixedGatewayInfoSource(host.GatewayUrl)) with { IdentifyLimiter = limiter };
        var shards = Enumerable.Range(0, count)
            .Select(i => new RunningShard(options with { Shard = new ShardId(i, count) }, transport)).ToArray();
        try
        {
            await Task.WhenAll(shards.Select(s => s.UntilReadyAsync()));
            for (var round = 1; round <= 3; round++)
            {
                host.Server.Faults.Reset(Target.All);
                foreach (var shard in shards)
                {
                    await shard.UntilAsync(() => shard.Counters.ResumesSent >= round, "a resume");
                    await shard.UntilReadyAsync();
                }
            }

            host.Server.Traffic.EventsPerSecond = 0;
            foreach (var shard in shards)
            {
                await shard.UntilAsync(() => LostOf(host.Server, shard) == 0, "all events");
                Assert.That((shard.Account.Duplicates, shard.Account.OutOfOrder), Is.EqualTo((0, 0)));
                Assert.That(shard.Counters.IdentifiesSent, Is.EqualTo(1));
            }

            Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
            Assert.That(transport.MostOpen, Is.EqualTo(count));
        }
        finally
        {
            foreach (var shard in shards)
            {
                await shard.DisposeAsync();
            }
        }
    }

    private static int LostOf(GatewayServer server, RunningShard shard) =>
        shard.Account.LostOf(server, s => s.Shard.Index == shard.Shard.Id.Index);
}
