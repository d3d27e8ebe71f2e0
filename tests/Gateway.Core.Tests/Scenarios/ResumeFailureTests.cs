using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Resumes that do not come to RESUMED.</summary>
internal sealed class ResumeFailureTests
{
    [Test]
    [Property("Fault", "F-02")]
    public void Three_resumes_that_are_closed_give_the_session_up()
    {
        using var world = new ShardWorld().Start();
        world.Pass(30);
        world.Server.Faults.Rules.CloseAfterResume(4000);
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready with a new session");

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(3).And.Property("IdentifiesSent").EqualTo(2));
        Assert.That(world.Logs.Of(2003).Count(), Is.EqualTo(1), "it is said once that the session is given up");
        world.AssertHealthy(except: "the first session was given up on purpose");
    }

    [Test]
    [Property("Fault", "F-02")]
    public void Three_resumes_that_are_not_answered_give_the_session_up()
    {
        using var world = new ShardWorld(s => s with { ResumeWindow = TimeSpan.FromHours(1) }).Start();
        world.Pass(30);
        world.Server.Faults.Rules.WithholdResumed();
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready with a new session");

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(3).And.Property("IdentifiesSent").EqualTo(2));
        Assert.That(
            world.Transitions.Count(t => t.Cause == TransitionCause.ResumedTimedOut), Is.EqualTo(3),
            "the peer answers every heartbeat, which is no answer to the Resume");
        world.AssertHealthy(except: "the first session was given up on purpose");
    }

    [Test]
    [Property("Fault", "F-31")]
    public void An_event_too_large_to_receive_costs_three_resumes_and_then_the_session()
    {
        using var world = new ShardWorld(shard: o => o with { MaxMessageBytes = 65_536 }).Start();
        world.Pass(10);
        world.Server.Faults.HugePayload(Target.All, 200_000);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready with a new session");
        world.Pass(180); // The server forgets the old session.

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(3).And.Property("IdentifiesSent").EqualTo(2));
        Assert.That(
            world.Transitions.Count(t => t.Cause == TransitionCause.MessageTooLarge), Is.EqualTo(4), "never an endless loop");
        Assert.That(world.Logs.Of(2003), Is.Not.Empty);
        world.AssertHealthy(except: "the first session was given up on purpose");
    }

    [Test]
    [Property("Fault", "F-27")]
    public void A_session_older_than_its_life_is_not_resumed()
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        world.Server.Faults.Rules.RefuseUpgrade(503);
        world.Server.Faults.Reset(Target.All);
        world.World.Run(TimeSpan.FromMinutes(11));
        world.Server.Faults.Rules.Clear();
        world.UntilReady();

        Assert.That(world.Counters.ResumesSent, Is.Zero);
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(2));
        Assert.That(world.Transitions.Count(t => t.Cause == TransitionCause.SessionExpired), Is.EqualTo(1));
        world.AssertHealthy(except: "the first session expired");
    }

    [Test]
    [Property("Fault", "F-27")]
    public void A_session_that_the_server_has_forgotten_is_answered_with_op_9_and_identified_anew()
    {
        using var world = new ShardWorld(s => s with { ResumeWindow = TimeSpan.FromSeconds(5) }).Start();
        world.Pass(10);
        world.Server.Faults.Rules.RefuseUpgrade(503, count: 5);
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again", TimeSpan.FromMinutes(10));

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(2));
        Assert.That(world.Transitions.Count(t => t.Cause == TransitionCause.SessionInvalidated), Is.EqualTo(1));
        world.AssertHealthy(except: "the server has forgotten the first session");
    }

    [Test]
    [Property("Fault", "F-38")]
    public void Op_9_on_a_live_connection_closes_it_with_4000_before_anything_else_is_sent()
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        var sent = world.Frames.Sent.Count;
        world.Server.Faults.InvalidateSession(Target.All, resumable: true);
        world.UntilTransition(t => t.To == ShardStateKind.Connecting, "the connection is given up");
        world.Pass(0.5);

        Assert.That(world.Frames.Sent, Has.Count.EqualTo(sent), "nothing more on this connection");
        Assert.That(world.World.Log, Has.Some.EndsWith("close 4000"));
        world.UntilReady();
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-38")]
    public void A_resume_while_the_old_socket_is_still_attached_takes_the_session_over()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 20 }).Start();
        world.Pass(10);
        world.Server.Faults.HalfOpen(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");
        world.Quiet();

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
        Assert.That(world.Server.Account.ViolationsByKind, Does.Not.ContainKey(ViolationKind.TwoSocketsOneSession));
        world.AssertHealthy();
    }
}
