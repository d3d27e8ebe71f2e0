using System.Net;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Transport;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-05: each phase of a connection stalls; each has a deadline of its own, a reason, and a next action.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class StallTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Test]
    public async Task Dns_stalls()
    {
        var asked = 0;
        var never = new TaskCompletionSource<IPAddress[]>();
        var options = new WebSocketTransportOptions
        {
            TcpTimeout = TimeSpan.FromSeconds(1),
            Resolver = async (_, _) => Interlocked.Increment(ref asked) == 1 ? await never.Task : [IPAddress.Loopback],
        };
        await using var world = await SocketWorld.StartAsync(
            transport: options,
            info: host => new FixedGatewayInfoSource(new Uri($"ws://gateway.test:{host.GatewayUrl.Port}")));

        await AssertDialTimesOutAsync(world, DialPhase.Dns);
        never.SetResult([]);
    }

    [Test]
    public async Task Tcp_stalls()
    {
        using var stalling = await StallingListener.StartAsync(IPAddress.Loopback);
        await using var world = await SocketWorld.StartAsync(
            transport: new WebSocketTransportOptions { TcpTimeout = TimeSpan.FromSeconds(1) },
            info: host => new SwitchingInfo(new Uri($"ws://127.0.0.1:{stalling.Port}"), host.GatewayUrl));

        await AssertDialTimesOutAsync(world, DialPhase.Tcp);
    }

    [Test]
    public async Task Tls_stalls()
    {
        await using var silent = new ScriptedServer();
        await using var world = await SocketWorld.StartAsync(
            transport: new WebSocketTransportOptions { TlsTimeout = Short },
            info: host => new SwitchingInfo(new Uri($"wss://127.0.0.1:{silent.Port}"), host.GatewayUrl));

        await AssertDialTimesOutAsync(world, DialPhase.Tls);
    }

    [Test]
    public async Task Upgrade_stalls()
    {
        await using var world = await SocketWorld.StartAsync(
            transport: new WebSocketTransportOptions { UpgradeTimeout = TimeSpan.FromSeconds(1) },
            prepare: host => host.Server.Faults.Rules.StallUpgrade(1));

        await AssertDialTimesOutAsync(world, DialPhase.Upgrade);
    }

    [Test]
    public async Task A_transport_without_deadlines_is_held_to_the_shards_own()
    {
        await using var world = await SocketWorld.StartAsync(
            shard: o => o with { Timeouts = o.Timeouts with { Dial = TimeSpan.FromSeconds(1) } },
            prepare: host => host.Server.Faults.Rules.StallUpgrade(1));

        await world.Run.UntilEndedByAsync(TransitionCause.DialTimedOut);
        await world.AssertHealthyAsync();
    }

    [Test]
    public async Task Hello_is_withheld()
    {
        await using var world = await SocketWorld.StartAsync(
            shard: o => o with { Timeouts = o.Timeouts with { Hello = TimeSpan.FromSeconds(1) } },
            prepare: host => host.Server.Faults.Rules.WithholdHello(1));

        await world.Run.UntilEndedByAsync(TransitionCause.HelloTimedOut);
        await world.AssertHealthyAsync();
    }

    [Test]
    public async Task Ready_is_withheld()
    {
        await using var world = await SocketWorld.StartAsync(
            shard: o => o with { Timeouts = o.Timeouts with { Ready = TimeSpan.FromSeconds(1) } },
            prepare: host => host.Server.Faults.Rules.WithholdReady(1));

        await world.Run.UntilEndedByAsync(TransitionCause.ReadyTimedOut);
        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters.IdentifiesSent, Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public async Task Resumed_is_withheld()
    {
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 100 },
            shard: o => o with { Timeouts = o.Timeouts with { Resumed = TimeSpan.FromSeconds(1) } });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.WithholdResumed(1);

        world.Server.Faults.Reset(Target.All);
        var ending = await world.Run.UntilEndedByAsync(TransitionCause.ResumedTimedOut);

        Assert.That(ending.WillResume, Is.True);
        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters.IdentifiesSent, Is.EqualTo(1));
    }

    [Test]
    public async Task Close_is_never_answered()
    {
        await using var world = await SocketWorld.StartAsync(server: s => s with { EventsPerSecond = 100 });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.NeverAnswerClose(1);

        await world.RecoversFromAsync(world.Shard.Reconnect);

        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
    }

    [Test]
    public async Task The_token_stalls()
    {
        var asked = 0;
        await using var world = await SocketWorld.StartAsync(shard: o => o with
        {
            Timeouts = o.Timeouts with { Token = Short },
            Token = BotToken.FromSource(async cancellationToken =>
            {
                if (Interlocked.Increment(ref asked) == 1)
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                return "sim-token";
            }),
        });

        await world.Run.UntilEndedByAsync(TransitionCause.TokenUnavailable);
        await world.AssertHealthyAsync();
    }

    private static async Task AssertDialTimesOutAsync(SocketWorld world, DialPhase phase)
    {
        var ended = await world.Run.UntilEndedByAsync(TransitionCause.DialFailed);

        Assert.That(ended.Ending!.DialPhase, Is.EqualTo(phase));
        Assert.That(ended.Ending.Error, Has.Property("TimedOut").True);
        Assert.That(ended.RetryIn, Is.Not.Null);
        await world.AssertHealthyAsync();
    }
}
