using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

[TestFixture]
public sealed class ResumeTests
{
    [Test]
    public void What_was_missed_is_replayed_with_its_sequence_and_serial_then_resumed_comes()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 512);
        world.Server.DispatchMessage(Target.All);
        world.Settle();
        client.Close(4000);
        var missed = Enumerable.Range(0, 3).SelectMany(_ => world.Server.DispatchMessage(Target.All)).ToArray();
        var next = world.Resume(client);
        world.Server.Dispatch(Target.All, "TYPING_START", "{}"u8);
        world.Settle();

        Assert.That(next.Dispatches.Select(p => p.S), Is.EqualTo(new[] { 3, 4, 5, 6, 7 }));
        Assert.That(next.Dispatches.Select(p => p.T), Is.EqualTo(new[] { "MESSAGE_CREATE", "MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED", "TYPING_START" }));
        Assert.That(next.Dispatches.Take(3).Select(p => p.Serial), Is.EqualTo(missed.Select(m => m.Serial)));
        Assert.That(world.Server.Account.Counters, Has.Property(nameof(ServerCounters.ResumesAccepted)).EqualTo(1));
        Assert.That(world.Server.Account.Counters.Replayed, Is.EqualTo(3));
    }

    [Test]
    public void The_replay_has_the_bytes_of_the_first_time()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.DispatchMessage(Target.All);
        world.Settle();
        client.Abort();
        var next = world.Resume(client, sequence: 0);

        var first = client.Messages.Skip(1).Select(m => m.Bytes).ToArray();
        var second = next.Messages.Skip(1).SkipLast(1).Select(m => m.Bytes).ToArray();
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void The_account_holds_each_dispatch_once_whatever_was_replayed()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.DispatchMessage(Target.All);
        world.Settle();
        client.Abort();
        world.Resume(client, sequence: 0).Abort();
        world.Resume(client, sequence: 0);

        var account = world.Session(client);
        Assert.That(account.Dispatches.Select(d => d.EventName), Is.EqualTo(new[] { "READY", "MESSAGE_CREATE", "RESUMED", "RESUMED" }));
        Assert.That(account.Dispatches.Select(d => d.Sequence), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        Assert.That(account.Dispatches.Select(d => d.Serial), Is.Unique.And.Ordered);
        Assert.That(account.LastSequence, Is.EqualTo(4));
        Assert.That(account.EndedBy, Is.EqualTo(SessionEndedBy.None));
    }

    [TestCase("""{"op":6,"d":{"session_id":"x","seq":1}}""")]
    [TestCase("""{"op":6,"d":{"token":"sim-token","seq":1}}""")]
    [TestCase("""{"op":6,"d":{"token":"sim-token","session_id":"x"}}""")]
    [TestCase("""{"op":6,"d":{"token":"sim-token","session_id":"x","seq":null}}""")]
    public void A_resume_with_missing_fields_is_closed_with_4001(string text)
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Dial().Say(text).CloseCode, Is.EqualTo(4001));
    }

    [Test]
    public void An_unknown_session_gets_op_9_false_and_the_socket_stays_for_an_identify()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say(Wording.Resume("0123456789abcdef0123456789abcdef", 5));

        Assert.That(client.Last.Raw, Does.EndWith("\"op\":9,\"d\":false}"));
        Assert.That(client.Say(Wording.Identify()).Dispatches[0].T, Is.EqualTo("READY"));
        Assert.That(world.Server.Account.Counters.ResumesRefused, Is.EqualTo(1));
    }

    [TestCase("wrong")]
    [TestCase("other-token")]
    public void The_token_of_another_gets_op_9_false(string token)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { Tokens = ["sim-token", "other-token"] });
        var client = world.Ready();
        client.Close(4000);
        var thief = world.Dial().Say(Wording.Resume(client.SessionId, 1, token));

        Assert.That(thief.Last.Op, Is.EqualTo(9));
        Assert.That(world.Resume(client).Last.T, Is.EqualTo("RESUMED"), "The session is unharmed.");
    }

    [TestCase(100)]
    [TestCase(-1)]
    public void A_sequence_that_was_never_sent_is_closed_with_4007_and_ends_the_session(int sequence)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        client.Close(4000);
        var next = world.Resume(client, sequence);

        Assert.That(next.CloseCode, Is.EqualTo(4007));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.ResumeBadSequence }));
        Assert.That(world.Session(client).EndCode, Is.EqualTo(4007));
    }

    [TestCase(1000)]
    [TestCase(1001)]
    public void A_client_that_closes_with_1000_or_1001_ends_its_session(int code)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(code);
        Assert.That(client.CloseCode, Is.EqualTo(code), "The close is echoed.");

        var account = world.Session(client);
        Assert.That(account.EndedBy, Is.EqualTo(SessionEndedBy.Client));
        Assert.That(account.EndCause, Is.EqualTo(SessionEndCause.ClientClose));
        Assert.That(world.Resume(client).Last.Raw, Does.EndWith("\"op\":9,\"d\":false}"));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.CloseThatEndsSessionBeforeResume }));
    }

    [TestCase(4000)]
    [TestCase(4900)]
    [TestCase(3000)]
    [TestCase(null)]
    public void A_client_that_closes_with_another_code_keeps_its_session(int? code)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(code);

        Assert.That(world.Resume(client).Last.T, Is.EqualTo("RESUMED"));
    }

    [Test]
    public void Answering_1000_to_a_close_of_the_server_does_not_end_the_session()
    {
        using var world = new SimulatedWorld(latency: TimeSpan.FromMilliseconds(10));
        var client = new ScriptedClient(world, world.Server.GatewayUrl is var url ? new Uri(url, "/?v=10") : null!);
        world.Advance(TimeSpan.FromMilliseconds(50));
        client.Say(Wording.Identify());
        world.Advance(TimeSpan.FromMilliseconds(50));
        world.Server.Faults.Close(Target.All, 4000);
        client.Close(1000);
        world.Advance(TimeSpan.FromMilliseconds(50));

        Assert.That(world.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.None));
    }

    [Test]
    public void A_session_expires_with_the_resume_window()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { ResumeWindow = TimeSpan.FromSeconds(30) });
        var client = world.Ready().Close(4000);
        world.Advance(TimeSpan.FromSeconds(29.9));
        var next = world.Resume(client);
        Assert.That(next.Last.T, Is.EqualTo("RESUMED"), "Still in time.");
        world.Advance(TimeSpan.FromSeconds(20));
        Assert.That(world.Session(client).EndedAt, Is.Null, "The old deadline is void.");
        next.Close(4000);
        world.Advance(TimeSpan.FromSeconds(30));

        Assert.That(world.Session(client).EndCause, Is.EqualTo(SessionEndCause.ResumeWindowExpired));
        Assert.That(world.Resume(client, 1).Last.Op, Is.EqualTo(9));
    }

    [Test]
    public void A_detached_session_ends_when_its_replay_buffer_overflows()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { ReplayCapacity = 5 });
        var client = world.Ready(intents: 0).Close(4000);
        for (var i = 0; i < 5; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        Assert.That(world.Session(client).EndedAt, Is.Null);
        world.Server.DispatchMessage(Target.All);
        Assert.That(world.Session(client).EndCause, Is.EqualTo(SessionEndCause.ReplayOverflow));
        Assert.That(world.Resume(client, 1).Last.Op, Is.EqualTo(9));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_sequence_older_than_the_buffer_ends_the_session(bool close)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { ReplayCapacity = 5, CloseOnOldSequence = close });
        var client = world.Ready(intents: 0);
        for (var i = 0; i < 9; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        world.Settle();
        client.Abort();
        var next = world.Resume(client, sequence: 4);

        Assert.That(next.CloseCode, Is.EqualTo(close ? 4007 : null));
        Assert.That(next.Last.Op, Is.EqualTo(close ? 10 : 9));
        Assert.That(world.Session(client).EndCause, Is.EqualTo(SessionEndCause.ReplayOverflow));
        Assert.That(world.Violations, Is.Empty, "A client cannot know how long the buffer is.");
    }

    [Test]
    public void The_oldest_sequence_in_the_buffer_can_still_be_resumed()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { ReplayCapacity = 5 });
        var client = world.Ready(intents: 0);
        for (var i = 0; i < 9; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        world.Settle();
        client.Abort();

        Assert.That(world.Resume(client, sequence: 5).Dispatches.Select(p => p.S), Is.EqualTo(new[] { 6, 7, 8, 9, 10, 11 }));
    }

    [Test]
    public void A_resume_takes_the_session_over_and_the_old_socket_is_closed_with_4000()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        var next = world.Resume(client);

        Assert.That(client.CloseCode, Is.EqualTo(4000));
        Assert.That(next.Last.T, Is.EqualTo("RESUMED"));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.TwoSocketsOneSession }));
        Assert.That(world.Session(client).IsAttached);
    }

    [Test]
    public void A_half_open_socket_is_taken_over_without_blame()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.HalfOpen(Target.All);
        var next = world.Resume(client);

        Assert.That(next.Last.T, Is.EqualTo("RESUMED"));
        Assert.That(client.IsClosed, Is.False, "Half-open means: nothing arrives.");
        Assert.That(world.Violations, Is.Empty);
        Assert.That(world.Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1));
    }

    [Test]
    public void A_resume_needs_neither_bucket_nor_budget()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyTotal = 1 });
        var client = world.Ready();
        for (var i = 0; i < 5; i++)
        {
            client.Abort();
            Assert.That(world.Resume(client, 1).Last.T, Is.EqualTo("RESUMED"));
        }

        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.Remaining, Is.Zero);
    }

    [Test]
    public void Identify_after_resume_is_closed_with_4005()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(4000);

        Assert.That(world.Resume(client).Say(Wording.Identify()).CloseCode, Is.EqualTo(4005));
    }
}
