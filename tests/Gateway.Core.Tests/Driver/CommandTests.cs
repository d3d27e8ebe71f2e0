using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Driver;

/// <summary>Commands of the user on their way to the gateway.</summary>
internal sealed class CommandTests
{
    [Test]
    public void A_command_waits_until_the_shard_is_Ready()
    {
        using var world = new ShardWorld();
        var send = world.Shard.SendAsync(Voice(world));
        world.World.Settle();
        Assert.That(send.IsCompleted, Is.False);
        Assert.That(world.Shard.Status.PendingCommands, Is.EqualTo(1));
        world.Start();

        Assert.That(send.IsCompletedSuccessfully, Is.True);
        world.AssertHealthy();
    }

    [Test]
    public void Commands_that_waited_for_Ready_go_out_together_and_in_order()
    {
        using var world = new ShardWorld();
        var sends = Enumerable.Range(0, 40).Select(_ => world.Shard.SendAsync(Voice(world))).ToArray();
        world.Start();

        Assert.That(sends, Is.All.Property(nameof(Task.IsCompletedSuccessfully)).True);
        Assert.That(world.Transport.Last!.Batches, Is.EqualTo(new[] { 16, 16, 8 }));
        Assert.That(world.Frames.SentBodies(4).Count(), Is.EqualTo(40));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-21")]
    public void One_command_over_the_bound_throws_at_once()
    {
        using var world = new ShardWorld();
        for (var i = 0; i < 64; i++)
        {
            _ = world.Shard.SendAsync(Voice(world));
        }

        Assert.That(() => world.Shard.SendAsync(Voice(world)), Throws.InstanceOf<CommandQueueFullException>().With.Property("Bound").EqualTo(64));
    }

    [Test]
    public void A_cancelled_command_is_taken_out_and_makes_room()
    {
        using var world = new ShardWorld(shard: o => o with { MaxPendingCommands = 1 });
        using var cancellation = new CancellationTokenSource();
        var send = world.Shard.SendAsync(Voice(world), cancellation.Token);
        cancellation.Cancel();
        var next = world.Shard.SendAsync(Voice(world));
        world.Start();

        Assert.That(send.IsCanceled, Is.True);
        Assert.That(next.IsCompletedSuccessfully, Is.True);
        Assert.That(world.Frames.SentBodies(4).Count(), Is.EqualTo(1));
        Assert.That(() => world.Shard.SendAsync(Voice(world), new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        world.AssertHealthy();
    }

    [Test]
    public void Waiting_commands_survive_a_resume()
    {
        using var world = new ShardWorld().Start();
        world.Server.Faults.Reset(Target.All);
        world.Until(ShardStateKind.Connecting);
        var send = world.Shard.SendAsync(Voice(world));
        world.UntilReady();
        world.Pass(1);

        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        Assert.That(send.IsCompletedSuccessfully, Is.True);
        world.AssertHealthy();
    }

    [Test]
    public void Voice_and_member_requests_fail_with_the_session_and_the_last_presence_goes_into_the_next_Identify()
    {
        using var world = new ShardWorld().Start();
        world.Pass(1);
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        world.Until(ShardStateKind.Connecting);
        var voice = world.Shard.SendAsync(Voice(world));
        var members = world.Shard.SendAsync(RequestGuildMembers.ByQuery(world.Server.GuildsOf(new ShardKey(0, 1))[0], "a", 5));
        var presence = world.Shard.SendAsync(new UpdatePresence(PresenceStatus.Online));
        var last = world.Shard.SendAsync(new UpdatePresence(PresenceStatus.Idle));
        var other = world.Shard.SendAsync(new RequestSoundboardSounds(world.Server.GuildsOf(new ShardKey(0, 1))[0]));
        world.UntilReady();
        world.Pass(1);

        Assert.That(voice.Exception?.InnerException, Has.Property("Failure").EqualTo(CommandFailure.SessionEnded));
        Assert.That(members.Exception?.InnerException, Has.Property("Failure").EqualTo(CommandFailure.SessionEnded));
        Assert.That(presence.IsCompletedSuccessfully && last.IsCompletedSuccessfully && other.IsCompletedSuccessfully, Is.True);
        Assert.That(
            world.Frames.SentBodies(2).Last().GetProperty("presence").GetProperty("status").GetString(), Is.EqualTo("idle"));
        Assert.That(world.Frames.SentBodies(3), Is.Empty);
        world.AssertHealthy(except: "op 9 false");
    }

    [Test]
    public void A_presence_that_was_sent_is_in_the_Identify_of_the_next_session()
    {
        using var world = new ShardWorld(shard: o => o with { Presence = new UpdatePresence(PresenceStatus.Online) }).Start();
        _ = world.Shard.SendAsync(new UpdatePresence(PresenceStatus.DoNotDisturb));
        world.Pass(1);
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");

        Assert.That(
            world.Frames.SentBodies(2).Select(b => b.GetProperty("presence").GetProperty("status").GetString()),
            Is.EqualTo(new[] { "online", "dnd" }));
        world.AssertHealthy(except: "op 9 false");
    }

    [Test]
    public void A_write_that_had_begun_when_the_connection_died_fails_and_is_never_sent_twice()
    {
        using var world = new ShardWorld().Start();
        world.Pass(1);
        world.Transport.Last!.SendsStall = true;
        var begun = world.Shard.SendAsync(Voice(world));
        var behind = world.Shard.SendAsync(Voice(world));
        world.World.Settle();
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        world.Pass(5);

        Assert.That(begun.Exception?.InnerException, Has.Property("Failure").EqualTo(CommandFailure.ConnectionLost));
        Assert.That(behind.IsCompletedSuccessfully, Is.True, "it had not begun, and survives the resume");
        Assert.That(world.Frames.SentBodies(4).Count(), Is.EqualTo(2), "each was written once");
        world.AssertHealthy();
    }

    [Test]
    public void A_command_cancelled_behind_a_stuck_write_is_not_sent_later()
    {
        using var world = new ShardWorld().Start();
        using var cancellation = new CancellationTokenSource();
        world.Pass(1);
        world.Transport.Last!.SendsStall = true;
        var begun = world.Shard.SendAsync(Voice(world));
        var behind = world.Shard.SendAsync(Voice(world), cancellation.Token);
        world.World.Settle();
        cancellation.Cancel();
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        world.Pass(5);

        Assert.That(begun.IsFaulted, Is.True);
        Assert.That(behind.IsCanceled, Is.True);
        world.AssertHealthy();
    }

    [Test]
    public void A_send_that_is_stuck_ends_the_connection_after_its_deadline()
    {
        using var world = new ShardWorld().Start();
        world.Pass(1);
        world.Transport.Last!.SendsStall = true;
        var at = world.World.Now;
        var send = world.Shard.SendAsync(Voice(world));
        var ended = world.UntilTransition(t => t.Ending is not null, "the connection is given up");

        Assert.That(ended.Cause, Is.EqualTo(TransitionCause.SendFailed));
        Assert.That(world.World.Now - at, Is.EqualTo(TimeSpan.FromSeconds(10)));
        world.UntilReady();
        Assert.That(send.IsFaulted, Is.True);
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void An_injected_limiter_narrows()
    {
        var limiters = new List<ScriptedCommandLimiter>();
        using var world = new ShardWorld(shard: o => o with
        {
            CommandLimiter = () =>
            {
                limiters.Add(new ScriptedCommandLimiter(2));
                return limiters[^1];
            },
        }).Start();
        var sends = Enumerable.Range(0, 5).Select(_ => world.Shard.SendAsync(Voice(world))).ToArray();
        world.Pass(1);
        Assert.That(sends.Count(s => s.IsCompletedSuccessfully), Is.EqualTo(2));
        limiters[0].Add(1);
        world.Pass(1);
        Assert.That(sends.Count(s => s.IsCompletedSuccessfully), Is.EqualTo(3));
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        world.Pass(1);

        Assert.That(sends, Has.All.Property("IsCompletedSuccessfully").True, "the next connection has a limiter of its own");
        Assert.That(limiters, Has.Count.EqualTo(2));
        Assert.That(limiters[0].IsDisposed, Is.True);
        Assert.That(limiters.Sum(l => l.Out), Is.Zero, "every lease went back");
        world.AssertHealthy();
    }

    [Test]
    public void A_command_that_waits_between_two_connections_leaves_the_disposed_limiter_alone()
    {
        using var world = new ShardWorld(shard: o => o with { CommandLimiter = static () => new ScriptedCommandLimiter(1) }).Start();
        world.Pass(1);
        world.Server.Faults.InvalidateSession(Target.All, resumable: true); // A second or more until the next dial.
        world.Until(ShardStateKind.Connecting);
        world.Pass(0.5);
        var send = world.Shard.SendAsync(Voice(world));
        world.UntilReady();
        world.Pass(1);

        Assert.That(send.IsCompletedSuccessfully, Is.True);
        world.AssertHealthy();
    }

    [Test]
    public void A_command_cancelled_while_it_waits_for_the_limiter_keeps_no_lease()
    {
        var limiter = new ScriptedCommandLimiter(0);
        using var world = new ShardWorld(shard: o => o with { CommandLimiter = () => limiter }).Start();
        using var cancellation = new CancellationTokenSource();
        _ = world.Shard.SendAsync(Voice(world), cancellation.Token);
        var next = world.Shard.SendAsync(Voice(world));
        cancellation.Cancel();
        limiter.Add(2);
        world.Pass(1);

        Assert.That(next.IsCompletedSuccessfully, Is.True);
        Assert.That(limiter.Out, Is.Zero);
        world.AssertHealthy();
    }

    [Test]
    public void A_limiter_that_refuses_or_fails_fails_the_command([Values("refuses", "throws")] string how)
    {
        using var world = new ShardWorld(shard: o => o with
        {
            CommandLimiter = () => new ScriptedCommandLimiter(0)
            {
                RefusesToWait = how == "refuses",
                Fails = how == "throws" ? new TimeoutException() : null,
            },
        }).Start();
        var send = world.Shard.SendAsync(Voice(world));
        world.Pass(1);

        Assert.That(send.Exception?.InnerException, Has.Property("Failure").EqualTo(CommandFailure.LimiterFailed));
        Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready));
        world.AssertHealthy();
    }

    [Test]
    public void A_limiter_that_cannot_be_made_is_a_failed_dial()
    {
        var made = 0;
        using var world = new ShardWorld(shard: o => o with
        {
            CommandLimiter = () => made++ == 0 ? throw new InvalidOperationException("No limiter.") : new ScriptedCommandLimiter(1),
        }).Start();

        Assert.That(world.Transitions[0].Ending!.Error!.Message, Is.EqualTo("No limiter."));
        Assert.That(world.World.Now, Is.LessThan(TimeSpan.FromSeconds(5)));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-28")]
    public void Presence_updates_keep_to_five_in_twenty_seconds_and_hold_up_nothing_else()
    {
        using var world = new ShardWorld().Start();
        world.Pass(1);
        var presences = Enumerable.Range(0, 20).Select(_ => world.Shard.SendAsync(new UpdatePresence())).ToArray();
        var voice = world.Shard.SendAsync(Voice(world));
        world.Pass(1);
        Assert.That(presences.Count(p => p.IsCompletedSuccessfully), Is.EqualTo(5));
        Assert.That(voice.IsCompletedSuccessfully, Is.True);
        world.Pass(80);

        Assert.That(presences, Has.All.Property("IsCompletedSuccessfully").True);
        world.AssertHealthy(); // The simulator counts the updates too.
    }

    [Test]
    public void Commands_that_wait_when_the_shard_ends_fail()
    {
        using var world = new ShardWorld();
        var send = world.Shard.SendAsync(Voice(world));
        world.World.Await(world.Shard.StopAsync());
        world.World.Settle();

        Assert.That(send.Exception?.InnerException, Has.Property("Failure").EqualTo(CommandFailure.ShardEnded));
        Assert.That(() => world.Shard.SendAsync(Voice(world)), Throws.InstanceOf<CommandNotSentException>());
    }

    private static UpdateVoiceState Voice(ShardWorld world) => new(world.Server.GuildsOf(new ShardKey(0, 1))[0], null);
}
