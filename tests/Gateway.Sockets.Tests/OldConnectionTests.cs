using System.Diagnostics;
using Gateway.Core;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-01: whatever an old connection still reports is ignored, and there is one socket at a time.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class OldConnectionTests
{
    private const string LateEvent = """{"t":"MESSAGE_CREATE","s":999999,"op":0,"d":{"late":true}}""";

    [TestCase(LateEvent)]
    [TestCase("""{"op":9,"d":false}""")]
    [TestCase("""{"op":7,"d":null}""")]
    [TestCase("""{"op":10,"d":{"heartbeat_interval":1000}}""")]
    public async Task What_an_old_connection_receives_after_the_new_one_is_Ready_is_dropped_and_counted(string late)
    {
        var connections = new List<LateConnection>();
        await using var world = await SocketWorld.StartAsync(prepareTransport: t => t.Wrap = inner =>
        {
            connections.Add(new LateConnection(inner));
            return connections[^1];
        });
        await world.UntilReadyAsync();
        await world.Run.UntilAsync(() => world.Account.CountOf("GUILD_CREATE") == 8, "the guilds");
        world.Server.Faults.Rules.NeverAnswerClose(1); // So that the abort finds the reader waiting.
        await world.RecoversFromAsync(world.Shard.Reconnect);
        var staleBefore = world.Run.Counters.StaleInputs;
        Assert.That(connections, Has.Count.EqualTo(2));

        connections[0].Release(late);

        await world.Run.UntilAsync(() => world.Run.Counters.StaleInputs > staleBefore, "the late payload is counted");
        world.Server.DispatchMessage(Target.All);
        await world.AssertHealthyAsync();
        Assert.That(world.Shard.Status.Connection, Is.EqualTo(2), world.Run.Story);
        connections[1].Release(late);
    }

    [Test]
    public async Task A_storm_of_reconnects_leaves_one_socket_and_one_heartbeat_loop()
    {
        var interval = TimeSpan.FromMilliseconds(500);
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 500, HeartbeatInterval = interval, HeartbeatGrace = 30 },
            shard: o => o with { Recovery = o.Recovery with { DialSpacing = TimeSpan.FromMilliseconds(1) } });
        await world.UntilReadyAsync();
        for (var i = 0; i < 30; i++)
        {
            await world.RecoversFromAsync((i % 3) switch
            {
                0 => world.Shard.Reconnect,
                1 => () => world.Server.Faults.Reset(Target.All),
                _ => () => world.Server.Faults.SendReconnect(Target.All),
            });
        }

        var (before, started) = (world.Server.Account.Counters.Heartbeats, Stopwatch.GetTimestamp());
        await world.Run.UntilAsync(() => world.Server.Account.Counters.Heartbeats >= before + 4, "four heartbeats");
        var beats = world.Server.Account.Counters.Heartbeats - before;
        var loops = (beats - 1) * interval / Stopwatch.GetElapsedTime(started);

        // The first beat may come at once, the others an interval apart: with two loops it would be twice as many.
        Assert.That(loops, Is.LessThan(1.5), "heartbeat loops");
        await world.AssertHealthyAsync(ViolationKind.ReconnectLoop);
        Assert.That(world.Run.Counters.IdentifiesSent, Is.EqualTo(1), world.Run.Story);
        Assert.That(world.Transport.Open, Is.EqualTo(1));
    }
}
