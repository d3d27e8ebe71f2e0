using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>What a peer sends never throws, and is counted as what it is.</summary>
internal sealed class PeerFaultTests
{
    [Test]
    public void A_session_id_that_no_resume_could_carry_is_no_ready()
    {
        var h = MachineHarness.In(ShardStateKind.Identifying).SaysReady(1, new string('x', 5000));

        Assert.That(h.Later<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.MalformedFrames));
        Assert.That(h.Counters.MalformedFrames, Is.EqualTo(1));
        Assert.That(h.Machine.CurrentSession, Is.Null);
    }

    [Test]
    public void Heartbeats_of_a_short_interval_leave_room_for_the_handshake([Values] bool resuming)
    {
        var h = resuming ? MachineHarness.AwaitingHelloWithSession() : MachineHarness.In(ShardStateKind.Connecting);
        h.SaysHello(50);
        for (var i = 0; i < 200; i++)
        {
            h.Waits(0.045).Acks(); // 180 beats are due: more than a window holds.
        }

        h.GetsPermit().GetsToken();

        Assert.That(
            h.Actions<SendAction>().Last().Purpose, Is.EqualTo(resuming ? SendPurpose.Resume : SendPurpose.Identify));
    }

    [Test]
    public void A_storm_of_heartbeat_requests_leaves_room_for_the_handshake_and_the_beats()
    {
        var h = MachineHarness.In(ShardStateKind.Connecting).SaysHello();
        for (var i = 0; i < 20; i++)
        {
            h.Says("""{"op":1}""");
        }

        h.GetsPermit().GetsToken().SaysReady();
        while (h.Machine.AdmitCommand(SendClass.Command, h.Now, out _) == CommandVerdict.Send)
        {
        }

        h.Forget().Waits(20.625);
        h.Next<HeartbeatAction>();
        Assert.That(h.Machine.HeartbeatLateness, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase("""{"op":10,"d":{"heartbeat_interva\ud800":41250}}""")]
    [TestCase("""{"op":10,"d":{"\ud800":1,"heartbeat_interval":"x"}}""")]
    [TestCase("""{"op":10,"d":{"heartbeat_interval":9.9}}""")]
    [TestCase("""{"op":10,"d":{"heartbeat_interval":1800000.1}}""")]
    [TestCase("""{"op":10,"d":{"heartbeat_interval":-41250}}""")]
    [TestCase("""{"op":10,"d":{"heartbeat_interval":null}}""")]
    [TestCase("""{"op":10,"d":{"heartbeat_interval":1e400}}""")]
    [TestCase("""{"op":10,"d":[41250]}""")]
    [TestCase("""{"op":10,"d":41250}""")]
    [TestCase("""{"op":10,"d":null}""")]
    [TestCase("""{"op":10}""")]
    public void A_hello_without_a_usable_interval_redials(string hello)
    {
        var h = MachineHarness.In(ShardStateKind.Connecting);

        Assert.That(h.Frame(hello).Note, Is.EqualTo(FrameNote.Malformed));

        Assert.That(h.Next<CloseTransportAction>().Code, Is.EqualTo(4000));
        Assert.That(h.Next<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.MalformedFrames));
        Assert.That(h.Counters.MalformedFrames, Is.EqualTo(1));
        Assert.That(h.WaitsForDial().Connection, Is.EqualTo(2));
    }

    [TestCase(10)]
    [TestCase(1_800_000)]
    public void The_shortest_and_the_longest_interval_are_taken(double interval)
    {
        var h = MachineHarness.In(ShardStateKind.Connecting).SaysHello(interval);
        Assert.That(h.Machine.HeartbeatInterval, Is.EqualTo(TimeSpan.FromMilliseconds(interval)));
    }

    [TestCase("""{"t":"READY","s":1,"op":0,"d":{}}""")]
    [TestCase("""{"t":"READY","s":1,"op":0,"d":{"session_id":null}}""")]
    [TestCase("""{"t":"READY","s":1,"op":0,"d":{"session_id":""}}""")]
    [TestCase("""{"t":"READY","s":1,"op":0,"d":{"session_id":"\ud800"}}""")]
    [TestCase("""{"t":"READY","s":1,"op":0,"d":null}""")]
    [TestCase("""{"t":"READY","s":1,"op":0}""")]
    public void A_ready_without_a_session_id_identifies_again_on_a_new_connection(string ready)
    {
        var h = MachineHarness.In(ShardStateKind.Identifying);

        Assert.That(h.Frame(ready), Is.EqualTo(new FrameResult(false, FrameNote.Malformed)));

        var transition = h.Later<TransitionedAction>().Transition;
        Assert.That(transition.Cause, Is.EqualTo(TransitionCause.MalformedFrames));
        Assert.That(transition.WillResume, Is.False);
        Assert.That(h.Counters.MalformedFrames, Is.EqualTo(1));
    }

    [Test]
    public void A_broken_dispatch_before_the_resume_is_sent_does_not_move_the_cursor()
    {
        var h = MachineHarness.AwaitingHelloWithSession().SaysHello().Says("""{"t":"A","s":50,"op":0,"d":{""");

        Assert.That(h.Counters.MalformedFrames, Is.EqualTo(1));
        Assert.That(h.Machine.CurrentSession!.Sequence, Is.EqualTo(1));
        Assert.That(MachineHarness.TextOf(h.GetsToken().Later<SendAction>()), Does.Contain("\"seq\":1}"));
    }

    [TestCase("""{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{}}""", TestName = "A_duplicate_breaks_the_row")]
    [TestCase("""{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{}}""", TestName = "A_dispatch_breaks_the_row")]
    [TestCase("""{"op":99}""", TestName = "An_unknown_opcode_breaks_the_row")]
    [TestCase("""{"op":11}""", TestName = "An_ack_breaks_the_row")]
    public void Only_a_row_of_bad_payloads_ends_the_connection(string good)
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        for (var i = 0; i < 3; i++)
        {
            h.Says("garbage").Says("""{"op":2}""").Says("[]").Says("""{"op":6}""").Says(good);
        }

        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        h.Says("garbage").Says("garbage").Says("garbage").Says("garbage").Says("garbage");
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Connecting));
        Assert.That(h.Later<TransitionedAction>().Transition.WillResume);
    }

    [Test]
    public void Hellos_of_new_connections_do_not_keep_a_session_young()
    {
        // The peer takes every connection, says Hello and goes: Resume is never sent, so N does not count it.
        var h = MachineHarness.In(ShardStateKind.Ready);
        var lastByte = h.Now;
        h.Closes(1006);
        while (h.Machine.CurrentSession is not null && h.Now < lastByte + TimeSpan.FromHours(1))
        {
            h.Opens().SaysHello();
            if (h.Machine.CurrentSession is not null)
            {
                h.IsLost().WaitsForDial();
            }
        }

        Assert.That(h.Now - lastByte, Is.EqualTo(TimeSpan.FromMinutes(10)).Within(TimeSpan.FromMinutes(2)));
        Assert.That(h.Opens().SaysHello().State, Is.EqualTo(ShardStateKind.Identifying));
    }
}
