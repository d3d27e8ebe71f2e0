using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Simulator;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-14, F-39: the handler blocks or throws, reading is held back; the connection lives.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class HandlerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    [Test]
    public async Task A_handler_that_blocks_its_thread_delays_no_heartbeat([Values] DeliveryMode mode)
    {
        using var gate = new ManualResetEventSlim();
        await using var world = await StartAsync(mode, dispatch =>
        {
            if (dispatch.Name == "MESSAGE_CREATE")
            {
                gate.Wait(Deadline.Limit);
            }

            return ValueTask.CompletedTask;
        });
        await world.UntilReadyAsync();
        var connection = world.Shard.Status.Connection;

        await BeatsWhileBlockedAsync(world);
        gate.Set();

        await world.AssertHealthyAsync();
        Assert.That(world.Shard.Status.Connection, Is.EqualTo(connection), world.Run.Story);
    }

    [Test]
    public async Task A_handler_that_does_not_complete_delays_no_heartbeat([Values] DeliveryMode mode)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await StartAsync(
            mode, dispatch => dispatch.Name == "MESSAGE_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask);
        await world.UntilReadyAsync();
        var connection = world.Shard.Status.Connection;

        await BeatsWhileBlockedAsync(world);
        gate.SetResult();

        await world.AssertHealthyAsync();
        Assert.That(world.Shard.Status.Connection, Is.EqualTo(connection), world.Run.Story);
    }

    [Test]
    public async Task A_full_queue_that_holds_the_reader_back_costs_nothing()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await StartAsync(
            DeliveryMode.Queued,
            dispatch => dispatch.Name == "MESSAGE_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask,
            queue: 5);
        await world.UntilReadyAsync();
        var connection = world.Shard.Status.Connection;
        world.Server.Traffic.EventsPerSecond = 200;

        await BeatsWhileBlockedAsync(world);
        Assert.That(world.Shard.Status.QueuedEvents, Is.LessThanOrEqualTo(6));
        gate.SetResult();

        await world.AssertHealthyAsync();
        Assert.That(world.Shard.Status.Connection, Is.EqualTo(connection), world.Run.Story);
    }

    [Test]
    public async Task While_the_handler_blocks_behind_the_queue_a_reconnect_is_acted_on()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await StartAsync(
            DeliveryMode.Queued,
            dispatch => dispatch.Name == "MESSAGE_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask);
        await world.UntilReadyAsync();
        world.Server.DispatchMessage(Target.All);

        await world.RecoversFromAsync(() => world.Server.Faults.SendReconnect(Target.All));
        gate.SetResult();

        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
    }

    [Test]
    public async Task A_connection_that_is_lost_while_the_handler_holds_the_reader_is_resumed_afterwards()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await StartAsync(
            DeliveryMode.Inline,
            dispatch => dispatch.Name == "MESSAGE_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask);
        await world.UntilReadyAsync();
        await BeatsWhileBlockedAsync(world);

        world.Server.Faults.Reset(Target.All);
        world.Server.DispatchMessage(Target.All);
        gate.SetResult();

        await world.Run.UntilAsync(() => world.Account.CountOf("MESSAGE_CREATE") == 2, "both messages");
        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters.IdentifiesSent, Is.EqualTo(1));
    }

    [TestCase(DeliveryMode.Inline, 10_000)]
    [TestCase(DeliveryMode.Queued, 1)]
    public async Task A_connection_that_is_replaced_while_the_reader_is_held_back_keeps_its_session(DeliveryMode mode, int queue)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await StartAsync(
            mode,
            dispatch => dispatch.Name == "MESSAGE_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask,
            queue,
            timeouts: new GatewayTimeouts { Resumed = TimeSpan.FromMilliseconds(200) });
        await world.UntilReadyAsync();
        world.Server.Traffic.EventsPerSecond = 100;
        await BeatsWhileBlockedAsync(world);

        // The new connection reads nothing before the old one's reader is done, RESUMED included.
        world.Shard.Reconnect();
        await BeatsAsync(world);
        gate.SetResult();

        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters.IdentifiesSent, Is.EqualTo(1), world.Run.Story);
    }

    [Test]
    public async Task A_handler_that_throws_costs_no_session([Values] DeliveryMode mode)
    {
        var errors = 0;
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 100 },
            shard: o => o with
            {
                Delivery = new DeliveryOptions { Mode = mode },
                OnHandlerError = (_, _) =>
                {
                    Interlocked.Increment(ref errors);
                    return HandlerErrorAction.Continue;
                },
            },
            onDispatch: static (_, _) => throw new InvalidOperationException("A fault of the handler."));

        await world.Run.UntilAsync(() => Volatile.Read(ref errors) > 50, "fifty events, each with an error");

        await world.AssertHealthyAsync();
        Assert.That(world.Shard.Status.Connection, Is.EqualTo(1));
    }

    [Test]
    public async Task An_idle_connection_is_not_disturbed_by_its_own_timers()
    {
        await using var world = await StartAsync(DeliveryMode.Queued, static _ => ValueTask.CompletedTask);
        await world.UntilReadyAsync();
        await world.Run.UntilAsync(() => world.Account.CountOf("GUILD_CREATE") == 8, "the guilds");
        var beats = world.Server.Account.Counters.Heartbeats;

        await world.Run.UntilAsync(() => world.Server.Account.Counters.Heartbeats >= beats + 5, "five beats without an event");
        world.Server.DispatchMessage(Target.All);

        await world.AssertHealthyAsync();
        Assert.That(world.Shard.Status.Connection, Is.EqualTo(1), world.Run.Story);
    }

    [Test]
    public async Task The_client_sends_no_ping_and_needs_no_pong()
    {
        await using var server = new ScriptedServer();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with
            {
                Delivery = new DeliveryOptions { Mode = DeliveryMode.Inline },
            },
            new CountingTransport(),
            (dispatch, _) => dispatch.Name == "MESSAGE_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask);
        var gateway = new ScriptedGateway(await server.AcceptAsync());
        await gateway.StartSessionAsync(Interval);
        await run.UntilReadyAsync();
        await gateway.DispatchAsync("MESSAGE_CREATE", 2);

        // The reader is held back, nothing is read, and no beat is answered: all that may come is further beats.
        for (var beat = 0; beat < 6; beat++)
        {
            var frame = await gateway.Peer.ReadFrameAsync();
            Assert.That(frame!.Value.Opcode, Is.EqualTo(Frames.TextOpcode));
        }

        gate.SetResult();
        await gateway.DispatchAsync("MESSAGE_UPDATE", 3);
        await run.UntilAsync(() => run.Account.CountOf("MESSAGE_UPDATE") == 1, "the next event");
        Assert.That(run.Shard.Status.Connection, Is.EqualTo(1));
    }

    private static Task<SocketWorld> StartAsync(
        DeliveryMode mode, Func<Dispatch, ValueTask> handler, int queue = 10_000, GatewayTimeouts? timeouts = null) =>
        SocketWorld.StartAsync(
            server: s => s with { HeartbeatInterval = Interval, HeartbeatGrace = 30 },
            shard: o => o with
            {
                Delivery = new DeliveryOptions { Mode = mode, QueueCapacity = queue },
                Timeouts = timeouts ?? o.Timeouts,
            },
            onDispatch: (dispatch, _) => handler(dispatch));

    // Six beats reach the server while the handler has an event in hand.
    private static async Task BeatsWhileBlockedAsync(SocketWorld world)
    {
        await world.Run.UntilAsync(() => world.Account.CountOf("GUILD_CREATE") == 8, "the guilds");
        world.Server.DispatchMessage(Target.All);
        await world.Run.UntilAsync(() => world.Account.CountOf("MESSAGE_CREATE") > 0, "the handler has a message");
        await BeatsAsync(world);
    }

    private static async Task BeatsAsync(SocketWorld world)
    {
        var beats = world.Server.Account.Counters.Heartbeats;
        await world.Run.UntilAsync(() => world.Server.Account.Counters.Heartbeats >= beats + 6, "six more heartbeats");
    }
}
