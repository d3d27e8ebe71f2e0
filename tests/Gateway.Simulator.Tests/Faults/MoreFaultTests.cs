using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Faults;

/// <summary>Delays, order, black-outs, and what the portal does to a bot.</summary>
[TestFixture]
public sealed class MoreFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void Acks_come_late()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial();
        world.Server.Faults.DelayAcks(Target.All, 3 * Second);
        client.Say(Wording.Heartbeat(null));
        world.Advance(2.9 * Second);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10 }));
        world.Advance(0.1 * Second);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11 }));

        world.Server.Faults.DelayAcks(Target.All, TimeSpan.Zero);
        Assert.That(client.Say(Wording.Heartbeat(null)).Ops, Is.EqualTo(new[] { 10, 11, 11 }));
    }

    [Test]
    public void Everything_is_sent_late_and_in_order_the_close_too()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.DelaySends(Target.All, 2 * Second);
        world.Server.DispatchMessage(Target.All);
        world.Advance(Second);
        client.Say(Wording.Heartbeat(1));
        world.Server.Faults.Close(Target.All, 4000);
        world.Advance(Second);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 0, 0 }));
        Assert.That(client.IsClosed, Is.False);
        world.Advance(Second);

        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 0, 0, 11 }));
        Assert.That(client.CloseCode, Is.EqualTo(4000));
    }

    [Test]
    public void A_shorter_delay_overtakes_nothing()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.DelaySends(Target.All, 2 * Second);
        world.Server.DispatchMessage(Target.All);
        world.Server.Faults.DelaySends(Target.All, TimeSpan.Zero);
        world.Server.DispatchMessage(Target.All);
        world.Advance(2 * Second);

        Assert.That(client.Dispatches.Select(p => p.S), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public void What_the_client_sends_is_read_late_and_in_order()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.DelayReads(Target.All, 2 * Second);
        client.Say(Wording.Heartbeat(1)).Close(1000);
        world.Advance(Second);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 0 }));
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.None));
        world.Advance(Second);

        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 0, 11 }));
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.Client));
    }

    [Test]
    public void Any_op_can_be_sent_in_any_state()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial();
        world.Server.Faults.SendOp(Target.All, 99, "[1]");
        world.Server.Faults.SendOp(Target.All, 11);
        world.Settle();

        Assert.That(client.Payloads[1].Raw, Is.EqualTo("""{"t":null,"s":null,"op":99,"d":[1]}"""));
        Assert.That(client.Payloads[2].Raw, Is.EqualTo("""{"t":null,"s":null,"op":11,"d":null}"""));
    }

    [Test]
    public void Op_1_comes_at_intervals()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.RequestHeartbeat(Target.All, 3, Second);
        world.Settle();
        Assert.That(client.Ops.Count(op => op == 1), Is.EqualTo(1));
        world.Advance(10 * Second);

        Assert.That(client.Ops.Count(op => op == 1), Is.EqualTo(3));
    }

    [Test]
    public void A_dispatch_goes_out_behind_others_and_a_replay_is_in_order()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.Reorder(Target.All, behind: 2);
        for (var i = 0; i < 4; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        world.Settle();
        Assert.That(client.Dispatches.Select(p => p.S), Is.EqualTo(new[] { 1, 3, 4, 2, 5 }));

        world.Server.Faults.Reorder(Target.All, behind: 5);
        world.Server.DispatchMessage(Target.All);
        client.Abort();
        Assert.That(world.Resume(client, 5).Dispatches.Select(p => p.S), Is.EqualTo(new[] { 6, 7 }));
    }

    [Test]
    public void One_event_type_can_be_blacked_out_until_it_is_taken_back()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2 });
        var dark = world.Ready(0, 2, intents: 0);
        var bright = world.Ready(1, 2, intents: 0);
        world.Server.Faults.BlackOut(Target.Shard(0), "MESSAGE_CREATE");
        var receipts = world.Server.DispatchMessage(Target.All);
        world.Server.Dispatch(Target.All, "TYPING_START", "{}"u8);
        world.Server.Faults.LiftBlackOut(Target.All);
        world.Server.DispatchMessage(Target.All);
        world.Settle();

        Assert.That(receipts.Select(r => r.Serial == 0), Is.EqualTo(new[] { true, false }));
        Assert.That(dark.Dispatches.Select(p => $"{p.T} {p.S}"), Is.EqualTo(new[] { "READY 1", "TYPING_START 2", "MESSAGE_CREATE 3" }));
        Assert.That(bright.Dispatches.Select(p => p.S), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(world.Session(dark).Dispatches.Select(d => d.EventName), Has.Exactly(1).EqualTo("MESSAGE_CREATE"));
        Assert.That(dark.Say(Wording.Heartbeat(3)).Last.Op, Is.EqualTo(11));
    }

    [Test]
    public void An_overflown_replay_buffer_refuses_a_resume_that_needs_it()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 3 });
        var behind = world.Ready(0, 3);
        var upToDate = world.Ready(1, 3);
        var detached = world.Ready(2, 3).Close(4000);
        Assert.That(world.Server.Faults.Overflow(Target.All), Is.EqualTo(3));
        behind.Abort();
        upToDate.Abort();

        Assert.That(world.Resume(behind, 1).Last.Op, Is.EqualTo(9));
        Assert.That(world.Resume(upToDate).Last.T, Is.EqualTo("RESUMED"));
        Assert.That(world.Session(detached).EndCause, Is.EqualTo(SessionEndCause.ReplayOverflow));
    }

    [TestCase(null)]
    [TestCase(4000)]
    public void Hello_and_ready_can_be_replaced_by_an_end(int? code)
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.CloseInsteadOfHello(code, 1);
        var first = world.Dial();
        Assert.That((first.IsClosed || first.IsRefused, first.CloseCode, first.Messages.Count), Is.EqualTo((true, code, 0)));

        world.Server.Faults.Rules.CloseAfterIdentify(code, 1);
        var second = world.Dial().Say(Wording.Identify());
        Assert.That((second.IsClosed, second.CloseCode), Is.EqualTo((true, code)));
        Assert.That(second.Ops, Is.EqualTo(new[] { 10 }));
        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.Remaining, Is.EqualTo(999));
        Assert.That(world.Server.Account.Sessions, Is.Empty);
    }

    [Test]
    public void A_storm_of_op_7_meets_every_new_connection_n_times()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.ReconnectStorm(Second, 2);
        var clients = Enumerable.Range(0, 3).Select(_ => world.Dial()).ToArray();
        world.Advance(Second);
        Assert.That(clients.Select(c => c.Last.Op), Is.EqualTo(new[] { 7, 7, 10 }));
        world.Advance(5 * Second);

        Assert.That(clients.Select(c => c.CloseCode), Is.EqualTo(new int?[] { 1001, 1001, null }));
    }

    [Test]
    public void Op_9_comes_instead_of_ready_n_times([Values] bool resumable)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero });
        world.Server.Faults.Rules.InvalidateInsteadOfReady(resumable, count: 2);
        var client = world.Dial().Say(Wording.Identify()).Say(Wording.Identify());
        Assert.That(client.Payloads.Skip(1).Select(p => p.D.GetBoolean()), Is.EqualTo(new[] { resumable, resumable }));

        Assert.That(client.Say(Wording.Identify(intents: 0)).Last.T, Is.EqualTo("READY"));
        Assert.That(world.Violations, Is.Empty);
    }

    [Test]
    public void Ready_comes_late_and_not_to_a_connection_that_is_gone()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2 });
        world.Server.Faults.Rules.DelayReady(2 * Second);
        var patient = world.Dial().Say(Wording.Identify(0, 2, intents: 0)).Say(Wording.Heartbeat(null));
        var gone = world.Dial().Say(Wording.Identify(1, 2, intents: 0)).Abort();
        world.Advance(1.9 * Second);
        Assert.That(patient.Ops, Is.EqualTo(new[] { 10, 11 }));
        world.Advance(0.1 * Second);

        Assert.That(patient.Last.T, Is.EqualTo("READY"));
        Assert.That(gone.Dispatches, Is.Empty);
        Assert.That(world.Server.Account.Sessions, Has.Count.EqualTo(1));
    }

    [Test]
    public void Resumed_comes_late_with_what_came_meanwhile()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0).Close(4000);
        world.Server.DispatchMessage(Target.All);
        world.Server.Faults.Rules.DelayResumed(2 * Second, 1);
        var late = world.Resume(client);
        world.Server.DispatchMessage(Target.All);
        late.Say(Wording.Heartbeat(1));
        Assert.That(late.Ops, Is.EqualTo(new[] { 10, 11 }));
        world.Advance(2 * Second);

        Assert.That(late.Dispatches.Select(p => p.S), Is.EqualTo(new[] { 2, 3, 4 }));
        Assert.That(late.Last.T, Is.EqualTo("RESUMED"));
    }

    [TestCase(1000, SessionEndedBy.Client)]
    [TestCase(4000, SessionEndedBy.None)]
    public void A_close_can_be_answered_by_a_reset(int code, SessionEndedBy endedBy)
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.ResetOnClose(1);
        var client = world.Ready().Close(code);

        Assert.That((client.IsClosed, client.CloseCode), Is.EqualTo((true, (int?)null)));
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(endedBy));
    }

    [Test]
    public void A_reset_token_ends_the_sessions_and_the_new_one_is_told()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { Tokens = ["a", "b"], MaxConcurrency = 2 });
        var mine = world.Dial().Say(Wording.Identify(token: "a"));
        var detached = world.Dial().Say(Wording.Identify(1, 2, token: "a")).Close(4000);
        var other = world.Dial().Say(Wording.Identify(token: "b"));
        var token = world.Server.Faults.ResetToken();
        world.Settle();

        Assert.That(mine.CloseCode, Is.EqualTo(4003));
        Assert.That(world.Session(detached).EndCause, Is.EqualTo(SessionEndCause.CredentialsRevoked));
        Assert.That(other.IsClosed, Is.False);
        Assert.That(world.Server.Tokens, Is.EqualTo(new[] { token, "b" }));
        world.Advance(5 * Second);
        Assert.That(world.Dial().Say(Wording.Identify(token: "a")).CloseCode, Is.EqualTo(4004));
        Assert.That(world.Dial().Say(Wording.Identify(token: "Bot " + token, intents: 0)).Last.T, Is.EqualTo("READY"));
    }

    [Test]
    public void A_revoked_token_is_gone_for_good()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.RevokeToken();
        world.Settle();

        Assert.That(client.CloseCode, Is.EqualTo(4003));
        Assert.That(world.Server.Tokens, Is.EqualTo(new string?[] { null }));
        Assert.That(world.Dial().Say(Wording.Identify()).CloseCode, Is.EqualTo(4004));
        Assert.That(world.Server.GetSessionStartLimit("sim-token"), Is.Null);
    }

    [Test]
    public void An_intent_that_is_taken_back_ends_the_sessions_that_have_it()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2 });
        var privileged = world.Ready(0, 2, intents: 512 | 32768);
        var plain = world.Ready(1, 2, intents: 512);
        Assert.That(world.Server.Faults.GrantIntents(2 | 256), Is.EqualTo(1));
        world.Settle();

        Assert.That(privileged.CloseCode, Is.EqualTo(4003));
        Assert.That(plain.IsClosed, Is.False);
        world.Advance(5 * Second);
        Assert.That(world.Dial().Say(Wording.Identify(0, 2, intents: 32768)).CloseCode, Is.EqualTo(4014));
        world.Server.Faults.Apply(FaultOrder.FromJson("""{"verb":"grant_intents","parameters":{"intents":"all"}}"""));
        Assert.That(world.Dial().Say(Wording.Identify(0, 2, intents: 32768)).IsClosed, Is.False);
    }

    [Test]
    public void Arguments_out_of_range_are_refused()
    {
        using var world = new SimulatedWorld();
        var faults = world.Server.Faults;

        Assert.That(() => faults.DelayAcks(Target.All, -Second), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => faults.Reorder(Target.All, behind: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => faults.GrantIntents(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => faults.ResetToken(1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Target.Shards(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Target.Fraction(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => faults.Rules.CloseAfterIdentify(1006), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
