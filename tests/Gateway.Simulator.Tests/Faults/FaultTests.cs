using System.Text;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Faults;

[TestFixture]
public sealed class FaultTests
{
    [Test]
    public void Reset_and_end_without_frame_close_without_a_code_and_keep_the_session([Values] bool reset)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        var hit = reset ? world.Server.Faults.Reset(Target.All) : world.Server.Faults.CloseWithoutFrame(Target.All);
        world.Settle();

        Assert.That(hit, Is.EqualTo(1));
        Assert.That(client.IsClosed);
        Assert.That(client.CloseCode, Is.Null);
        Assert.That(world.Resume(client).Last.T, Is.EqualTo("RESUMED"));
    }

    [Test]
    public void A_reset_loses_what_is_in_flight_and_the_replay_brings_it([Values] bool reset)
    {
        var latency = TimeSpan.FromMilliseconds(20);
        using var world = new SimulatedWorld(latency: latency);
        var client = new ScriptedClient(world, new Uri(world.Server.GatewayUrl, "/?v=10"));
        world.Advance(latency * 2);
        client.Say(Wording.Identify(intents: 0));
        world.Advance(latency * 2);
        world.Server.DispatchMessage(Target.All);
        _ = reset ? world.Server.Faults.Reset(Target.All) : world.Server.Faults.CloseWithoutFrame(Target.All);
        world.Advance(latency);

        Assert.That(client.IsClosed);
        Assert.That(client.LastSequence, Is.EqualTo(reset ? 1 : 2));
        Assert.That(world.Session(client).LastSequence, Is.EqualTo(2));
    }

    [Test]
    public void Each_close_code_arrives_and_does_to_the_session_what_it_does(
        [Values(1000, 1001, 4000, 4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014, 4999)] int code)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.Close(Target.All, code, "why");
        world.Settle();
        var lives = code is 1000 or 1001 or 4000 or 4002 or 4008 or 4999;

        Assert.That(client.CloseCode, Is.EqualTo(code));
        Assert.That(client.CloseReason, Is.EqualTo("why"));
        Assert.That(world.Session(client).EndCode, Is.EqualTo(lives ? null : code));
        Assert.That(world.Resume(client).Last.Op, Is.EqualTo(lives ? 0 : 9));
    }

    [TestCase(999)]
    [TestCase(1005)]
    [TestCase(1006)]
    [TestCase(5000)]
    public void A_code_that_no_frame_carries_is_the_callers_fault(int code)
    {
        using var world = new SimulatedWorld();

        Assert.That(() => world.Server.Faults.Close(Target.All, code), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Op_7_is_followed_by_1001_when_the_client_stays()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { ReconnectGrace = TimeSpan.FromSeconds(5) });
        var client = world.Ready();
        world.Server.Faults.SendReconnect(Target.Shard(0));
        world.Settle();
        Assert.That(client.Last.Op, Is.EqualTo(7));
        Assert.That(client.IsClosed, Is.False);
        world.Advance(TimeSpan.FromSeconds(5));

        Assert.That(client.CloseCode, Is.EqualTo(1001));
        Assert.That(client.CloseReason, Is.EqualTo("Discord WebSocket requesting client reconnect."));
        Assert.That(world.Resume(client).Last.T, Is.EqualTo("RESUMED"));
    }

    [Test]
    public void Op_9_true_keeps_the_session_for_a_resume_on_the_same_connection()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.InvalidateSession(Target.All, resumable: true);
        world.Server.DispatchMessage(Target.All);
        world.Settle();
        Assert.That(client.Last.Raw, Does.EndWith("\"op\":9,\"d\":true}"));
        client.Say(Wording.Resume(client.SessionId, 1));

        Assert.That(client.Dispatches.Select(p => p.T), Is.EqualTo(new[] { "READY", "MESSAGE_CREATE", "RESUMED" }));
        Assert.That(world.Violations, Is.Empty);
    }

    [TestCase("false")]
    [TestCase("null")]
    [TestCase("\"maybe\"")]
    public void Op_9_with_anything_else_ends_the_session(string body)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.SendInvalidSession(Target.All, body);
        world.Settle();

        Assert.That(client.Last.D.GetRawText(), Is.EqualTo(body));
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.Server));
        Assert.That(world.Session(client).EndCause, Is.EqualTo(SessionEndCause.InvalidSession));
        world.Advance(TimeSpan.FromSeconds(5));
        Assert.That(client.Say(Wording.Identify()).Dispatches.Count(p => p.T == "READY"), Is.EqualTo(2), "The socket may be used again.");
    }

    [Test]
    public void Op_1_comes_as_often_as_asked()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.RequestHeartbeat(Target.All, 7);
        world.Settle();

        Assert.That(client.Ops.Count(op => op == 1), Is.EqualTo(7));
    }

    [Test]
    public void A_half_open_connection_is_silent_both_ways_and_no_violation()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.HalfOpen(Target.All);
        var before = client.Messages.Count;
        world.Server.DispatchMessage(Target.All);
        client.Say(Wording.Heartbeat(1)).Say("garbage").Close(1000);
        world.Advance(TimeSpan.FromMinutes(10));

        Assert.That(client.Messages, Has.Count.EqualTo(before));
        Assert.That(client.IsClosed, Is.False);
        Assert.That(world.Violations, Is.Empty);
        Assert.That(world.Server.Connections, Is.Empty, "The books are closed in the end.");
        Assert.That(world.Session(client).EndCause, Is.EqualTo(SessionEndCause.ResumeWindowExpired), "The close never arrived.");
    }

    [Test]
    public void A_server_that_stops_reading_still_sends()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { SuperviseHeartbeats = false });
        var client = world.Ready(intents: 0);
        world.Server.Faults.StopReading(Target.All);
        client.Say(Wording.Heartbeat(1));
        world.Server.DispatchMessage(Target.All);
        world.Settle();
        Assert.That(client.Last.T, Is.EqualTo("MESSAGE_CREATE"));
        client.Abort();

        Assert.That(world.Server.Connections, Is.Empty, "It learns of the end all the same.");
    }

    [Test]
    public void Raw_and_malformed_messages_arrive_as_they_are()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial();
        world.Server.Faults.SendRaw(Target.All, new byte[] { 1, 2, 3 }, text: false);
        world.Server.Faults.SendMalformed(Target.All);
        world.Settle();

        Assert.That(client.Messages[1].Bytes, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(client.Messages[1].Text, Is.False);
        Assert.That(client.Messages[2].Text);
        Assert.That(() => Payload.Parse(client.Messages[2].Bytes), Throws.InstanceOf<System.Text.Json.JsonException>());
    }

    [Test]
    public void Duplicates_gaps_and_null_sequences_come_with_the_next_dispatch()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.DuplicateNext(Target.All);
        world.Server.DispatchMessage(Target.All);
        world.Server.Faults.SkipSequence(Target.All, 3);
        world.Server.DispatchMessage(Target.All);
        world.Server.Faults.NullSequence(Target.All);
        world.Server.DispatchMessage(Target.All);
        world.Server.DispatchMessage(Target.All);
        world.Settle();

        Assert.That(client.Dispatches.Select(p => p.S), Is.EqualTo(new int?[] { 1, 2, 2, 6, null, 7 }));
        Assert.That(world.Session(client).Dispatches.Select(d => d.Sequence), Is.EqualTo(new[] { 1, 2, 6, 0, 7 }));
        Assert.That(client.Dispatches[1].Raw, Is.EqualTo(client.Dispatches[2].Raw));
        client.Abort();
        Assert.That(world.Resume(client, 1).Dispatches.Select(p => p.S), Is.EqualTo(new[] { 2, 6, 7, 8 }));
    }

    [Test]
    public void A_huge_payload_has_the_size_that_was_asked_for()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.HugePayload(Target.All, 20 << 20);
        world.Settle();

        Assert.That(client.Messages[^1].Bytes, Has.Length.InRange(20 << 20, (20 << 20) + 100));
        Assert.That(client.Last.Serial, Is.EqualTo(2));
    }

    [Test]
    public void Expire_ends_attached_and_detached_sessions()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2 });
        var attached = world.Ready(0, 2);
        var detached = world.Ready(1, 2).Close(4000);
        Assert.That(world.Server.Faults.Expire(Target.All), Is.EqualTo(2));
        world.Settle();

        Assert.That(attached.CloseCode, Is.EqualTo(4009));
        Assert.That(world.Resume(detached).Last.Op, Is.EqualTo(9));
    }

    [Test]
    public void A_target_hits_only_its_own()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 3 });
        var clients = Enumerable.Range(0, 3).Select(i => world.Ready(i, 3)).ToArray();
        world.Server.Faults.Close(Target.Shard(1), 4000);
        world.Server.Faults.Reset(Target.Session(clients[2].SessionId));
        world.Settle();
        Assert.That(clients.Select(c => c.IsClosed), Is.EqualTo(new[] { false, true, true }));
        world.Server.Faults.Close(Target.Connection(clients[0].Connection.Id), 4000);
        world.Settle();
        Assert.That(clients[0].IsClosed);
        Assert.That(world.Server.Faults.Reset(Target.All), Is.Zero);
        Assert.That(world.Server.Faults.Applied.Select(a => (a.Verb, a.Argument, a.Shard?.Index)), Is.EqualTo(new (FaultVerb, int, int?)[]
        {
            (FaultVerb.Close, 4000, 1), (FaultVerb.Reset, 0, 2), (FaultVerb.Close, 4000, 0),
        }));
    }

    [Test]
    public void A_body_that_is_no_object_goes_out_without_a_serial()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Dispatch(Target.All, "ODD", "[1]"u8);
        world.Server.Dispatch(Target.All, "EMPTY", " { } "u8);
        world.Settle();

        Assert.That(client.Dispatches[1].Raw, Is.EqualTo("""{"t":"ODD","s":2,"op":0,"d":[1]}"""));
        Assert.That(Encoding.UTF8.GetString(client.Messages[^1].Bytes), Is.EqualTo("""{"t":"EMPTY","s":3,"op":0,"d":{"sim_serial":3} }"""));
    }
}
