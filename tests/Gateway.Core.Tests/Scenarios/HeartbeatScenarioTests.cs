using System.Text.Json;
using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

internal sealed class HeartbeatScenarioTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(41.25);

    [Test]
    [Property("Fault", "F-03")]
    public void A_swallowed_ack_on_the_old_connection_is_not_held_against_the_new_one()
    {
        using var world = new ShardWorld().Start();
        world.World.Run(Interval);
        world.Server.Faults.DropAcks(Target.All, 1);
        var beats = world.Counters.HeartbeatsSent;
        world.World.RunUntil(() => world.Counters.HeartbeatsSent > beats, "a beat that will not be answered");
        world.Server.Faults.Reset(Target.All);
        world.World.Run(Interval * 20);

        Assert.That(world.Transitions.Select(t => t.Cause), Has.None.EqualTo(TransitionCause.HeartbeatTimedOut));
        Assert.That(world.Transport.Dials, Is.EqualTo(2));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-03")]
    public void The_zombie_verdict_needs_a_beat_of_the_new_connection_that_stayed_unanswered_for_an_interval()
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        world.Server.Faults.Reset(Target.All);
        var ready = world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        Assert.That(ready.Cause, Is.EqualTo(TransitionCause.ResumedReceived));
        world.Server.Faults.HalfOpen(Target.All);
        var beats = world.Counters.HeartbeatsSent;
        world.World.RunUntil(() => world.Counters.HeartbeatsSent > beats, "a beat of the new connection");
        var beatAt = world.World.Now;
        world.UntilTransition(t => t.Cause == TransitionCause.HeartbeatTimedOut, "the zombie verdict");

        Assert.That(world.World.Now - beatAt, Is.EqualTo(Interval));
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-04")]
    public void A_frozen_peer_is_aborted_and_redialed_within_two_intervals_and_nothing_is_lost()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 5 }).Start();
        world.Pass(60);
        world.Server.Faults.HalfOpen(Target.All);
        var frozenAt = world.World.Now;
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");

        Assert.That(world.World.Now - frozenAt, Is.LessThan((Interval * 2) + TimeSpan.FromSeconds(2)));
        world.Quiet();
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-11")]
    public void Op_1_is_answered_at_once_with_the_stored_sequence()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        var beats = world.Server.Account.Counters.Heartbeats;
        var asked = world.World.Now;
        world.Server.Faults.RequestHeartbeat(Target.All);
        world.World.RunUntil(() => world.Server.Account.Counters.Heartbeats > beats, "the answer");

        Assert.That(world.World.Now - asked, Is.EqualTo(TimeSpan.FromMilliseconds(40)), "there and back, and nothing else");
        Assert.That(world.Frames.SentBodies(1).Last().GetInt64(), Is.EqualTo(world.Shard.Status.Sequence));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-11")]
    public void Op_1_before_the_first_dispatch_is_answered_with_null()
    {
        var limiter = new ScriptedIdentifyLimiter { Hold = true };
        using var world = new ShardWorld(shard: o => o with { IdentifyLimiter = limiter });
        world.Run();
        world.Until(ShardStateKind.Identifying);
        world.Server.Faults.RequestHeartbeat(Target.All);
        world.Pass(1);

        Assert.That(world.Frames.SentBodies(1).Single().ValueKind, Is.EqualTo(JsonValueKind.Null));
        limiter.Give();
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-11")]
    public void An_ack_that_nobody_asked_for_is_ignored_and_measures_nothing()
    {
        using var world = new ShardWorld().Start();
        world.World.Run(Interval * 2);
        using var meter = new MeterRecorder();
        world.Server.Faults.SendRaw(Target.All, """{"op":11}"""u8.ToArray());
        world.Server.Faults.SendRaw(Target.All, """{"op":11}"""u8.ToArray());
        world.Pass(0.1);

        Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready));
        Assert.That(meter.Of("gateway.heartbeat.latency", world.Options.Shard), Is.Empty);
        Assert.That(world.Shard.Status.LastLatency, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-11")]
    [Property("Fault", "F-13")]
    public void An_op_1_storm_and_a_thousand_commands_never_break_the_120()
    {
        using var world = new ShardWorld(shard: o => o with { MaxPendingCommands = 1000 }).Start();
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        var sends = Enumerable.Range(0, 1000)
            .Select(_ => world.Shard.SendAsync(new UpdateVoiceState(guild, null))).ToArray();
        for (var i = 0; i < 900; i++)
        {
            world.Server.Faults.RequestHeartbeat(Target.All, 10);
            world.Pass(1);
        }

        Assert.That(sends.Count(s => s.IsCompletedSuccessfully), Is.EqualTo(1000), "and they all got through");
        Assert.That(world.Transport.Dials, Is.EqualTo(1), "4008 would have cost the connection");
        world.AssertHealthy(); // The simulator counts every send in its sliding window.
    }

    [Test]
    [Property("Fault", "F-13")]
    public void A_full_command_queue_delays_no_heartbeat([Values(1, 5, 41.25)] double interval)
    {
        using var world = new ShardWorld(
            s => s with { HeartbeatInterval = TimeSpan.FromSeconds(interval) },
            o => o with { MaxPendingCommands = 1000 }).Start();
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        using var meter = new MeterRecorder();
        var sends = Enumerable.Range(0, 500).Select(_ => world.Shard.SendAsync(new UpdateVoiceState(guild, null))).ToArray();
        world.Pass(120);

        Assert.That(meter.Of("gateway.heartbeat.lateness", world.Options.Shard), Is.Not.Empty.And.All.LessThan(0.0011));
        Assert.That(sends.Count(s => s.IsCompletedSuccessfully), Is.GreaterThan(60));
        world.AssertHealthy();
    }
}
