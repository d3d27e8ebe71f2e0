using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Core.Tests.Delivery;

/// <summary>A handler that does not come back for ten minutes, and one that throws.</summary>
[Property("Fault", "F-14")]
internal sealed class BlockedHandlerTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Test]
    public void A_handler_blocked_for_ten_minutes_costs_no_heartbeat_and_no_session(
        [Values] DeliveryMode mode, [Values] QueueOverflow overflow)
    {
        using var world = Blocking(mode, overflow, out var release);
        var beats = world.Server.Account.Counters.Heartbeats;
        world.World.Run(TenMinutes);
        var sent = world.Server.Account.Counters.Heartbeats - beats;
        release.SetResult();
        world.Quiet();

        var reconnects = overflow == QueueOverflow.Reconnect && mode == DeliveryMode.Queued;
        if (!reconnects)
        {
            Assert.That(sent, Is.InRange(14, 15), "one each 41.25 s");
            Assert.That(world.Transport.Dials, Is.EqualTo(1));
        }

        Assert.That(world.Transitions.Select(t => t.Cause), Has.None.EqualTo(TransitionCause.HeartbeatTimedOut));
        if (overflow == QueueOverflow.DropNewest && mode == DeliveryMode.Queued)
        {
            Assert.That(world.Lost(), Is.EqualTo(world.DroppedByQueue).And.GreaterThan(100), "what was dropped was counted");
            Assert.That(world.Logs.Of(4001).Count(), Is.EqualTo(1), "warned of once an episode");
            Assert.That(world.Server.Account.Violations, Is.Empty);
            return;
        }

        world.AssertHealthy();
    }

    [Test]
    public void Reconnect_mode_takes_a_backlog_of_many_queues_in_pieces_and_loses_nothing()
    {
        using var world = Blocking(DeliveryMode.Queued, QueueOverflow.Reconnect, out var release);
        world.Pass(60);
        world.OnDispatch = static (_, _) => default;
        release.SetResult();
        world.Quiet();

        Assert.That(world.Transitions.Count(t => t.Cause == TransitionCause.ConsumerTooSlow), Is.GreaterThan(0));
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void A_slow_consumer_that_cuts_many_replays_short_keeps_its_session()
    {
        // 600 events wait at the gateway, the queue takes 8, and the handler takes a second for each.
        using var world = new ShardWorld(
            s => s with { ResumeWindow = TimeSpan.FromHours(1) },
            o => o with { Delivery = new DeliveryOptions { QueueCapacity = 8, Overflow = QueueOverflow.Reconnect } });
        world.Start();
        world.Pass(5);
        world.OnDispatch = (_, _) => new ValueTask(world.After(TimeSpan.FromSeconds(1)));
        for (var i = 0; i < 300; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        world.World.RunUntil(() => world.Handled >= 300 && world.State == ShardStateKind.Ready, "all are handled");
        world.Pass(30);

        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(1), "cut-off replays are no evidence against the session");
        Assert.That(world.Counters.ResumesSent, Is.GreaterThan(3));
        world.AssertHealthy();
    }

    [Test]
    public void Ops_7_and_9_and_a_close_are_acted_on_while_the_queue_has_room([Values("7", "9", "close", "reset")] string what)
    {
        using var world = Blocking(DeliveryMode.Queued, QueueOverflow.Wait, out var release, capacity: 10_000);
        world.Pass(30);
        switch (what)
        {
            case "7":
                world.Server.Faults.SendReconnect(Target.All);
                break;
            case "9":
                world.Server.Faults.InvalidateSession(Target.All, resumable: true);
                break;
            case "close":
                world.Server.Faults.Close(Target.All, 4000);
                break;
            default:
                world.Server.Faults.Reset(Target.All);
                break;
        }

        world.Pass(8);
        Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready), "while the handler is still blocked");
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        release.SetResult();
        world.Quiet();
        world.AssertHealthy();
    }

    [Test]
    public void A_connection_lost_while_the_handler_has_the_reader_is_resumed_and_order_is_kept()
    {
        using var world = Blocking(DeliveryMode.Inline, QueueOverflow.Wait, out var release);
        world.Pass(30);
        world.Server.Faults.Reset(Target.All);
        world.Pass(90); // The next beats are not answered: but nothing is read, so there is no verdict.
        release.SetResult();
        world.Quiet();

        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void A_dial_that_fails_while_the_handler_is_blocked_lets_no_event_overtake()
    {
        using var world = Blocking(DeliveryMode.Inline, QueueOverflow.Wait, out var release);
        var inside = 0;
        var most = 0;
        var blocked = world.OnDispatch;
        world.OnDispatch = async (d, c) =>
        {
            most = Math.Max(most, ++inside);
            await blocked(d, c).ConfigureAwait(false);
            inside--;
        };
        world.Pass(10);
        world.Server.Faults.Rules.RefuseUpgrade(503, count: 1);
        world.Shard.Reconnect();
        world.Pass(30);
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1), "resumed while the handler is blocked");
        release.SetResult();
        world.Quiet();

        Assert.That(most, Is.EqualTo(1), "never two at once for one shard");
        world.AssertHealthy();
    }

    [Test]
    public void A_handler_that_throws_is_reported_and_costs_no_session([Values] DeliveryMode mode, [Values] bool later)
    {
        var errors = new List<string>();
        using var world = new ShardWorld(shard: o => o with
        {
            Delivery = new DeliveryOptions { Mode = mode },
            OnHandlerError = (e, d) =>
            {
                errors.Add($"{d.Name} {e.Message}");
                return d.Name == "MESSAGE_CREATE" ? throw new InvalidOperationException("and so does the callback") : HandlerErrorAction.Continue;
            },
        });
        world.OnDispatch = async (_, _) =>
        {
            if (later)
            {
                await world.After(TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
            }

            throw new InvalidOperationException("A bug of the bot.");
        };
        world.Start();
        world.Pass(3);
        world.Server.DispatchMessage(Target.All);
        world.Pass(3);

        Assert.That(errors, Has.Count.EqualTo(world.LivingSession!.DispatchCount));
        Assert.That(errors[^1], Is.EqualTo("MESSAGE_CREATE A bug of the bot."));
        Assert.That(world.Logs.Of(4000).Count(), Is.EqualTo(errors.Count + 1));
        Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready));
        world.AssertHealthy();
    }

    [Test]
    public void A_handler_that_throws_before_it_returns_a_task_is_reported_too([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        var calls = 0;
        var run = world.Shard.RunAsync((_, _) => ++calls > 0 ? throw new InvalidOperationException("At once.") : default);
        world.UntilReady();
        world.Pass(3);
        world.Server.DispatchMessage(Target.All);
        world.Pass(1);

        Assert.That(calls, Is.EqualTo(world.LivingSession!.DispatchCount));
        Assert.That(world.Logs.Of(4000).Count(), Is.EqualTo(calls));
        Assert.That(run.IsCompleted, Is.False);
        Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready));
        Assert.That(world.World.ForeignThreads, Is.Zero);
    }

    [Test]
    public void A_handler_that_obeys_its_token_is_no_error([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        using var cancellation = new CancellationTokenSource();
        world.Pass(5);
        world.OnDispatch = static (_, c) =>
        {
            var done = new TaskCompletionSource();
            c.UnsafeRegister(static (s, t) => ((TaskCompletionSource)s!).TrySetCanceled(t), done);
            return new ValueTask(done.Task);
        };
        world.Server.DispatchMessage(Target.All);
        world.Pass(1);
        _ = world.Shard.StopAsync();
        world.World.Await(world.Running!);

        Assert.That(world.Logs.Of(4000), Is.Empty);
        world.AssertHealthy();
    }

    [Test]
    public void A_handler_error_that_says_stop_ends_the_run_with_it_and_keeps_the_session([Values] DeliveryMode mode)
    {
        var seen = new List<string>();
        var bug = new InvalidOperationException("A bug of the bot.");
        using var world = new ShardWorld(shard: o => o with
        {
            Delivery = new DeliveryOptions { Mode = mode },
            OnHandlerError = static (_, _) => HandlerErrorAction.Stop,
        });
        world.OnDispatch = (d, _) =>
        {
            seen.Add(d.Name);
            return d.Name == "MESSAGE_CREATE" ? throw bug : default;
        };
        var run = world.Start().Running!;
        world.Pass(5);
        world.Server.DispatchMessage(Target.All);
        world.Server.DispatchMessage(Target.All);
        world.Server.DispatchMessage(Target.All);

        Assert.That(world.ErrorOf(run), Is.SameAs(bug));
        Assert.That(seen.Count(n => n == "MESSAGE_CREATE"), Is.EqualTo(1), "nothing is delivered after it");
        Assert.That(world.Shard.Session!.Sequence, Is.EqualTo(world.LivingSession!.LastSequence - 2), "and the next run gets the rest");
    }

    /// <summary>A shard in traffic, whose handler blocks on the next event until it is released.</summary>
    private static ShardWorld Blocking(
        DeliveryMode mode, QueueOverflow overflow, out TaskCompletionSource release, int capacity = 50)
    {
        var gate = new TaskCompletionSource();
        release = gate;
        var world = new ShardWorld(
            s => s with { ResumeWindow = TimeSpan.FromHours(1) },
            o => o with { Delivery = new DeliveryOptions { Mode = mode, QueueCapacity = capacity, Overflow = overflow } }).Start();
        world.Pass(5);
        world.OnDispatch = (_, _) => new ValueTask(gate.Task);
        world.Server.Traffic.EventsPerSecond = 2;
        world.Pass(2);
        return world;
    }
}
