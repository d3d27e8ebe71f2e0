using System.Diagnostics;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Simulator;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-04, F-32, F-34: the peer is gone and the socket does not say so.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class DeadPeerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly GatewayTimeouts Timeouts = new() { Dial = TimeSpan.FromSeconds(10) };

    [Test]
    public async Task A_half_open_connection_is_Ready_again_within_two_intervals_a_close_and_a_dial()
    {
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 100, HeartbeatInterval = Interval, HeartbeatGrace = 30 },
            shard: o => o with { Timeouts = Timeouts });
        await world.UntilReadyAsync();

        var started = Stopwatch.GetTimestamp();
        await world.RecoversFromAsync(() => world.Server.Faults.HalfOpen(Target.All));
        var took = Stopwatch.GetElapsedTime(started);

        var ended = await world.Run.UntilEndedByAsync(TransitionCause.HeartbeatTimedOut);
        Assert.That(ended.WillResume, Is.True);
        Assert.That(took, Is.LessThan((Interval * 2) + Timeouts.CloseWrite + Timeouts.Dial));
        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters.IdentifiesSent, Is.EqualTo(1));
    }

    [Test]
    public async Task Leaving_a_half_open_connection_does_not_wait_for_its_close()
    {
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 100, HeartbeatInterval = TimeSpan.FromMinutes(1) },
            shard: o => o with { Timeouts = Timeouts });
        await world.UntilReadyAsync();
        world.Server.Faults.HalfOpen(Target.All);

        var started = Stopwatch.GetTimestamp();
        await world.RecoversFromAsync(world.Shard.Reconnect);

        Assert.That(Stopwatch.GetElapsedTime(started), Is.LessThan(Timeouts.CloseWrite + Timeouts.CloseEcho + Timeouts.Dial));
        await world.AssertHealthyAsync();
    }

    [Test]
    [Platform("Linux")]
    public async Task Neither_a_command_nor_a_close_frame_waits_for_ever_in_a_full_socket([Values] bool byCaller)
    {
        await using var server = new ScriptedServer();
        server.TakeSmallSegments();
        var timeouts = Timeouts with { Send = byCaller ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1) };
        var transport = new CountingTransport();
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Timeouts = timeouts, MaxPendingCommands = 1000 },
            transport);
        var first = new ScriptedGateway(await server.AcceptAsync());
        await first.StartSessionAsync(TimeSpan.FromMinutes(1));
        await run.UntilReadyAsync();

        // The peer reads nothing: some of these fill the socket, and the next is never taken.
        var sends = Enumerable.Range(0, 100).Select(_ => run.Shard.SendAsync(Large())).ToArray();
        if (byCaller)
        {
            run.Shard.Reconnect();
        }

        var second = new ScriptedGateway(await server.AcceptAsync());
        await second.ResumeSessionAsync(TimeSpan.FromMinutes(1), 2);
        await run.UntilReadyAsync();

        var cause = byCaller ? TransitionCause.ReconnectByCaller : TransitionCause.SendFailed;
        Assert.That(run.Transitions.First(t => t.Ending is not null).Ending!.Cause, Is.EqualTo(cause), run.Story);
        await run.UntilAsync(() => sends.Any(s => s.IsFaulted), "what was under way fails, and is not sent twice");
        Assert.That(transport.MostOpen, Is.EqualTo(1));
        await run.Shard.StopAsync();
        Assert.That(async () => await Deadline.Within(Task.WhenAll(sends)), Throws.InstanceOf<CommandNotSentException>());
    }

    [Test]
    public async Task A_frame_of_2_to_the_40_bytes_that_never_comes_is_ended_by_the_zombie_check()
    {
        await using var server = new ScriptedServer();
        await using var run = new RunningShard(Options(server), new CountingTransport());
        var first = new ScriptedGateway(await server.AcceptAsync());
        await first.StartSessionAsync(Interval);
        await run.UntilReadyAsync();

        await first.Peer.WriteAsync(Frames.Header(Frames.TextOpcode, 1L << 40));
        var second = new ScriptedGateway(await server.AcceptAsync());
        var resume = await second.ResumeSessionAsync(TimeSpan.FromMinutes(1), 2);
        await run.UntilReadyAsync();

        Assert.That(resume.GetProperty("seq").GetInt32(), Is.EqualTo(1));
        Assert.That(run.Transitions.First(t => t.Ending is not null).Ending!.Cause, Is.EqualTo(TransitionCause.HeartbeatTimedOut));
    }

    [Test]
    public async Task A_frame_of_2_to_the_40_bytes_that_comes_is_ended_by_the_cap()
    {
        await using var server = new ScriptedServer();
        await using var run = new RunningShard(Options(server), new CountingTransport());
        var first = new ScriptedGateway(await server.AcceptAsync());
        await first.StartSessionAsync(TimeSpan.FromMinutes(1));
        await run.UntilReadyAsync();
        var before = GC.GetTotalAllocatedBytes();

        await first.Peer.WriteAsync((byte[])[.. Frames.Header(Frames.TextOpcode, 1L << 40), .. new byte[100_000]]);
        var second = new ScriptedGateway(await server.AcceptAsync());
        await second.ResumeSessionAsync(TimeSpan.FromMinutes(1), 2);
        await run.UntilReadyAsync();

        Assert.That(run.Transitions.First(t => t.Ending is not null).Ending!.Cause, Is.EqualTo(TransitionCause.MessageTooLarge));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(1L << 30), "bytes allocated by the whole process meanwhile");
    }

    private static GatewayShardOptions Options(ScriptedServer server) =>
        RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { MaxMessageBytes = 65_536 };

    private static RawCommand Large() =>
        new(GatewayOpcode.RequestGuildMembers, System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 4000)}\""));
}
