using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Ops 7 and 9, in every state.</summary>
internal sealed class ServerRequestTests
{
    public enum In
    {
        AwaitingHello,
        AwaitingPermit,
        AwaitingReady,
        Resuming,
        Ready,
    }

    [Test]
    [Property("Fault", "F-09")]
    public void Op_9_true_resumes_once_on_a_new_connection()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 10 }).Start();
        world.Pass(10);
        world.Server.Faults.InvalidateSession(Target.All, resumable: true);
        var back = world.UntilTransition(t => t.Ending is not null, "the connection is given up");
        world.Quiet();

        Assert.That(back, Has.Property("WillResume").True);
        Assert.That(back.RetryIn!.Value.TotalSeconds, Is.InRange(1, 5));
        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
        world.AssertHealthy();
    }

    [TestCase("false")]
    [TestCase("null")]
    [TestCase("0")]
    [TestCase("\"true\"")]
    [TestCase("{\"resume\":true}")]
    [Property("Fault", "F-09")]
    public void Op_9_with_anything_else_clears_the_session_and_identifies(string body)
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        world.Server.Faults.SendInvalidSession(Target.All, body);
        world.UntilTransition(t => t.Ending is not null, "the connection is given up");
        Assert.That(world.Shard.Session, Is.Null, "id, sequence and URL are gone");
        world.UntilReady();

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(0).And.Property("IdentifiesSent").EqualTo(2));
        Assert.That(world.Transport.Urls[^1].Host, Is.EqualTo("gateway.simulator.test"));
        world.AssertHealthy(except: "the server has ended the first session");
    }

    [Test]
    [Property("Fault", "F-09")]
    public void Op_9_without_a_body_identifies()
    {
        using var world = new ShardWorld().Start();
        world.Server.Faults.SendRaw(Target.All, """{"op":9}"""u8.ToArray());
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(2));
    }

    [Test]
    [Property("Fault", "F-09")]
    [Property("Fault", "F-10")]
    public void Ops_7_and_9_are_acted_on_in_every_state(
        [Values] In state, [Values("""{"op":7,"d":null}""", """{"op":9,"d":true}""", """{"op":9,"d":false}""")] string payload)
    {
        var limiter = new ScriptedIdentifyLimiter();
        using var world = new ShardWorld(s => s with { IdentifyWindow = TimeSpan.Zero }, o => o with { IdentifyLimiter = limiter });
        var rules = world.Server.Faults.Rules;
        Bring(world, state, limiter);
        var connection = world.Shard.Status.Connection;
        world.Server.Faults.SendRaw(Target.All, System.Text.Encoding.UTF8.GetBytes(payload));
        var ended = world.UntilTransition(t => t.Ending is not null, "the connection is given up");
        rules.Clear();
        limiter.Hold = false;

        Assert.That(ended.Connection, Is.EqualTo(connection));
        if (payload.Contains("\"op\":7", StringComparison.Ordinal))
        {
            Assert.That(ended.Cause, Is.EqualTo(TransitionCause.ReconnectRequested));
        }
        else
        {
            Assert.That(ended.Cause, Is.EqualTo(TransitionCause.SessionInvalidated));
        }

        world.UntilReady();
        Assert.That(limiter.Waiting, Is.Zero, "a dead waiter is withdrawn");
        world.AssertHealthy(except: "op 9 by SendRaw leaves the simulator's first session behind");
    }

    [Test]
    [Property("Fault", "F-10")]
    public void Op_7_in_Ready_is_resumed_within_a_second()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 20 }).Start();
        for (var i = 0; i < 10; i++)
        {
            world.Pass(5);
            var at = world.World.Now;
            world.Server.Faults.SendReconnect(Target.All);
            world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
            Assert.That(world.World.Now - at, Is.LessThan(TimeSpan.FromSeconds(1)));
        }

        world.Quiet();
        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(10).And.Property("IdentifiesSent").EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-10")]
    public void Op_7_instead_of_Hello_is_followed_by_a_new_dial()
    {
        using var world = new ShardWorld();
        world.Server.Faults.Rules.ReconnectInsteadOfHello(count: 2);
        world.Run();
        world.UntilReady();

        Assert.That(world.Transitions.Count(t => t.Cause == TransitionCause.ReconnectRequested), Is.EqualTo(2));
        Assert.That(world.Transport.Dials, Is.EqualTo(3));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-10")]
    public void RESUMED_resets_a_stale_dial_back_off_but_not_the_identify_back_off()
    {
        using var world = new ShardWorld(s => s with { ResumeWindow = TimeSpan.FromMinutes(30) }).Start();
        world.Pass(10);
        world.Server.Faults.Rules.RefuseUpgrade(503, count: 8);
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        world.Server.Faults.SendReconnect(Target.All);
        var next = world.UntilTransition(t => t.Ending is not null, "op 7");
        Assert.That(next.RetryIn, Is.EqualTo(TimeSpan.Zero));
        world.UntilReady();
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        var first = world.UntilTransition(t => t.Ending is not null, "op 9");
        world.UntilReady();
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        world.UntilTransition(t => t.Ending is not null, "op 9 again");
        world.UntilReady();
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        var third = world.UntilTransition(t => t.Ending is not null, "op 9 a third time");

        Assert.That(third.RetryIn, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(4)).And.GreaterThan(first.RetryIn!.Value), "READY did not reset it");
        world.UntilReady();
        world.AssertHealthy(except: "the server has ended sessions");
    }

    private static void Bring(ShardWorld world, In state, ScriptedIdentifyLimiter limiter)
    {
        var rules = world.Server.Faults.Rules;
        switch (state)
        {
            case In.AwaitingHello:
                rules.WithholdHello(count: 1);
                world.Run();
                world.World.RunUntil(() => world.Transport.Open == 1, "the connection is open");
                break;
            case In.AwaitingPermit:
                limiter.Hold = true;
                world.Run();
                world.Until(ShardStateKind.Identifying);
                break;
            case In.AwaitingReady:
                rules.WithholdReady(count: 1);
                world.Run();
                world.World.RunUntil(() => world.Counters.IdentifiesSent == 1, "the Identify is sent");
                break;
            case In.Resuming:
                world.Start();
                rules.WithholdResumed(count: 1);
                world.Server.Faults.Reset(Target.All);
                world.World.RunUntil(() => world.Counters.ResumesSent == 1, "the Resume is sent");
                break;
            default:
                world.Start();
                break;
        }

        world.Pass(0.1);
    }
}
