using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Faults;

[TestFixture]
public sealed class RuleTests
{
    [Test]
    public void Upgrades_are_refused_as_often_as_asked()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.RefuseUpgrade(429, TimeSpan.FromSeconds(3), count: 2);
        var clients = Enumerable.Range(0, 3).Select(_ => world.Dial()).ToArray();

        Assert.That(clients.Select(c => c.RefusalStatus), Is.EqualTo(new int?[] { 429, 429, null }));
        Assert.That(clients[0].RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(3)));
        Assert.That(clients[2].IsOpen);
        Assert.That(world.Server.Account.Counters.UpgradesRefused, Is.EqualTo(2));
    }

    [Test]
    public void Upgrades_are_dropped_or_stalled()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.DropUpgrade(1);
        var dropped = world.Dial();
        world.Server.Faults.Rules.StallUpgrade();
        var stalled = world.Dial();
        world.Advance(TimeSpan.FromHours(1));

        Assert.That(dropped.IsRefused);
        Assert.That(dropped.RefusalStatus, Is.Null);
        Assert.That(stalled.IsRefused || stalled.IsOpen, Is.False);
        world.Server.Faults.Rules.Clear();
        Assert.That(world.Dial().IsOpen);
    }

    [Test]
    public void A_rule_can_be_about_the_resume_host_only()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.RefuseUpgrade(503, host: GatewayHost.Resume);

        Assert.That(world.Dial().IsOpen);
        Assert.That(world.Dial(resumeHost: true).RefusalStatus, Is.EqualTo(503));
    }

    [Test]
    public void A_retired_resume_host_refuses_and_the_main_one_resumes()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(4000);
        world.Server.Faults.RetireResumeHost();
        var refused = world.Dial(resumeHost: true);
        Assert.That(refused.IsRefused);
        Assert.That(refused.RefusalStatus, Is.Null);
        Assert.That(world.Dial().Say(Wording.Resume(client.SessionId, client.LastSequence)).Last.T, Is.EqualTo("RESUMED"));

        world.Server.Faults.RestoreResumeHost();
        Assert.That(world.Dial(resumeHost: true).IsOpen);
    }

    [Test]
    public void Hello_can_be_late_absent_or_op_7()
    {
        using var world = new SimulatedWorld();
        var rules = world.Server.Faults.Rules;
        rules.DelayHello(TimeSpan.FromSeconds(3), 1);
        var late = world.Dial();
        Assert.That(late.IsOpen && late.Messages.Count == 0);
        world.Advance(TimeSpan.FromSeconds(3));
        Assert.That(late.Ops, Is.EqualTo(new[] { 10 }));

        rules.WithholdHello(1);
        var never = world.Dial();
        world.Advance(TimeSpan.FromHours(1));
        Assert.That(never.Messages, Is.Empty);
        Assert.That(never.IsClosed, Is.False);

        rules.ReconnectInsteadOfHello(1);
        var sentOff = world.Dial();
        Assert.That(sentOff.Ops, Is.EqualTo(new[] { 7 }));
        world.Advance(TimeSpan.FromSeconds(5));
        Assert.That(sentOff.CloseCode, Is.EqualTo(1001));
    }

    [Test]
    public void Ready_withheld_takes_the_identify_and_answers_heartbeats_only()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2 });
        world.Server.Faults.Rules.WithholdReady(shard: 1);
        Assert.That(world.Ready(0, 2).Dispatches, Is.Not.Empty);
        var client = world.Dial().Say(Wording.Identify(1, 2)).Say(Wording.Heartbeat(null)).Say(Wording.Presence);

        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11 }));
        Assert.That(client.IsClosed, Is.False);
        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.Remaining, Is.EqualTo(998));
        Assert.That(client.Say(Wording.Identify(1, 2)).CloseCode, Is.EqualTo(4005));
    }

    [Test]
    public void Resumed_withheld_is_silent_and_the_next_resume_brings_everything()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0).Close(4000);
        world.Server.DispatchMessage(Target.All);
        world.Server.Faults.Rules.WithholdResumed(1);
        var silent = world.Resume(client);
        world.Server.DispatchMessage(Target.All);
        silent.Say(Wording.Heartbeat(1));
        Assert.That(silent.Ops, Is.EqualTo(new[] { 10, 11 }));
        silent.Abort();

        Assert.That(world.Resume(client, 1).Dispatches.Select(p => p.S), Is.EqualTo(new[] { 2, 3, 4 }));
        Assert.That(world.Violations, Is.Empty);
    }

    [TestCase(4000, SessionEndedBy.None)]
    [TestCase(4009, SessionEndedBy.Server)]
    public void A_resume_can_be_accepted_and_closed(int code, SessionEndedBy endedBy)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(4000);
        world.Server.Faults.Rules.CloseAfterResume(code, 1);
        var next = world.Resume(client);

        Assert.That(next.CloseCode, Is.EqualTo(code));
        Assert.That(next.Dispatches, Is.Empty);
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(endedBy));
    }

    [Test]
    public void A_close_that_is_never_answered_still_counts()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.NeverAnswerClose(1);
        var client = world.Ready().Close(1000);
        world.Advance(TimeSpan.FromMinutes(1));

        Assert.That(client.IsClosed, Is.False);
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.Client));
        Assert.That(world.Server.Connections, Is.Empty);
    }

    [Test]
    public void Arguments_out_of_range_are_refused()
    {
        using var world = new SimulatedWorld();
        var rules = world.Server.Faults.Rules;

        Assert.That(() => rules.RefuseUpgrade(101), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => rules.WithholdHello(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => rules.DelayHello(TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => rules.CloseAfterResume(1006), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
