using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

[TestFixture]
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static GatewayServerOptions Options => new() { HeartbeatInterval = Interval };

    [TestCase("null")]
    [TestCase("0")]
    [TestCase("1")]
    public void Each_heartbeat_gets_exactly_one_ack_before_identify_too(string d)
    {
        using var world = new SimulatedWorld(Options);
        var client = world.Dial().Say($$"""{"op":1,"d":{{d}}}""").Say($$"""{"op":1,"d":{{d}}}""");

        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11, 11 }));
        Assert.That(client.Last.Raw, Is.EqualTo("""{"t":null,"s":null,"op":11,"d":null}"""));
    }

    [TestCase("\"1\"")]
    [TestCase("{}")]
    [TestCase("true")]
    public void A_heartbeat_with_another_body_is_closed_with_4001(string d)
    {
        using var world = new SimulatedWorld(Options);
        var client = world.Dial().Say($$"""{"op":1,"d":{{d}}}""");

        Assert.That(client.CloseCode, Is.EqualTo(4001));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.InvalidBody }));
    }

    [Test]
    public void A_sequence_that_was_never_sent_is_acked_and_noted()
    {
        using var world = new SimulatedWorld(Options);
        var client = world.Ready().Say(Wording.Heartbeat(1000));

        Assert.That(client.Last.Op, Is.EqualTo(11));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.HeartbeatBadSequence }));
    }

    [Test]
    public void Silence_of_one_and_a_half_intervals_is_closed_with_1000_and_the_session_lives()
    {
        using var world = new SimulatedWorld(Options);
        var client = world.Ready();
        world.Advance(Interval * 1.49);
        Assert.That(client.IsClosed, Is.False);
        world.Advance(Interval * 0.02);

        Assert.That(client.CloseCode, Is.EqualTo(1000));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.HeartbeatMissed }));
        Assert.That(world.Resume(client).Last.T, Is.EqualTo("RESUMED"));
    }

    [Test]
    public void Heartbeats_keep_a_connection_for_hours()
    {
        using var world = new SimulatedWorld(Options);
        var client = world.Ready();
        for (var i = 0; i < 1000; i++)
        {
            world.Advance(Interval);
            client.Say(Wording.Heartbeat(1));
        }

        Assert.That(client.IsClosed, Is.False);
        Assert.That(world.Violations, Is.Empty);
        Assert.That(world.Server.Account.Counters.Heartbeats, Is.EqualTo(1000));
    }

    [Test]
    public void Supervision_can_be_switched_off_and_have_another_code()
    {
        using var lax = new SimulatedWorld(Options with { SuperviseHeartbeats = false });
        var client = lax.Ready();
        lax.Advance(Interval * 20);
        Assert.That(client.IsClosed, Is.False);

        using var strict = new SimulatedWorld(Options with { HeartbeatCloseCode = 4009 });
        client = strict.Ready();
        strict.Advance(Interval * 1.5);
        Assert.That(client.CloseCode, Is.EqualTo(4009));
        Assert.That(strict.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.Server));
    }

    [Test]
    public void Acks_can_be_dropped_once_or_for_ever()
    {
        using var world = new SimulatedWorld(Options);
        var client = world.Dial();
        world.Server.Faults.DropAcks(Target.All, 2);
        client.Say(Wording.Heartbeat(null)).Say(Wording.Heartbeat(null)).Say(Wording.Heartbeat(null));
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11 }));

        world.Server.Faults.DropAcks(Target.All);
        client.Say(Wording.Heartbeat(null));
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11 }));
        world.Server.Faults.DropAcks(Target.All, 0);
        client.Say(Wording.Heartbeat(null));
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11, 11 }));
    }
}
