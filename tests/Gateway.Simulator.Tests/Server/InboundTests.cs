using System.Text;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

/// <summary>What is wrong with a payload whoever sends it.</summary>
[TestFixture]
public sealed class InboundTests
{
    [TestCase("")]
    [TestCase("no json")]
    [TestCase("{\"op\":1")]
    [TestCase("[1,2]")]
    [TestCase("7")]
    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("{\"op\":\"1\",\"d\":null}")]
    [TestCase("{\"op\":1.5,\"d\":null}")]
    [TestCase("{\"op\":99999999999,\"d\":null}")]
    public void What_is_no_payload_is_closed_with_4002(string text)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say(text);

        Assert.That(client.CloseCode, Is.EqualTo(4002));
        Assert.That(client.CloseReason, Is.EqualTo("Error while decoding payload."));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.DecodeError }));
    }

    [Test]
    public void Invalid_utf8_is_closed_with_4002()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial();
        client.Connection.Send(new byte[] { (byte)'"', 0xC3, 0x28, (byte)'"' });
        world.Settle();

        Assert.That(client.CloseCode, Is.EqualTo(4002));
    }

    [Test]
    public void Deep_nesting_is_closed_with_4002()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say("{\"op\":1,\"d\":" + new string('[', 1000) + new string(']', 1000) + "}");

        Assert.That(client.CloseCode, Is.EqualTo(4002));
    }

    [Test]
    public void A_half_surrogate_is_an_invalid_body()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say("""{"op":2,"d":{"token":"\ud800","intents":1,"properties":{}}}""");

        Assert.That(client.CloseCode, Is.EqualTo(4001));
    }

    [TestCase(4096, null)]
    [TestCase(4097, 4002)]
    public void The_size_limit_is_4096_bytes(int bytes, int? code)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say("{\"op\":1,\"d\":null}".PadRight(bytes));

        Assert.That(client.CloseCode, Is.EqualTo(code));
        Assert.That(world.Violations, code is null ? Is.Empty : Is.EqualTo(new[] { ViolationKind.PayloadTooLarge }));
    }

    [Test]
    public void Unknown_opcodes_are_closed_with_4001([Values(-1, 0, 5, 7, 9, 10, 11, 12, 99)] int op)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Say($$"""{"op":{{op}},"d":null}""");

        Assert.That(client.CloseCode, Is.EqualTo(4001));
        Assert.That(client.CloseReason, Is.EqualTo("Unknown opcode."));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.UnknownOpcode }));
    }

    [Test]
    public void Commands_before_identify_are_closed_with_4003([Values(3, 4, 8, 31, 43)] int op)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say($$"""{"op":{{op}},"d":null}""");

        Assert.That(client.CloseCode, Is.EqualTo(4003));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.NotAuthenticated }));
    }

    [Test]
    public void Commands_after_op_9_are_closed_with_4003()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        world.Settle();
        client.Say(Wording.Heartbeat(1));
        Assert.That(client.IsClosed, Is.False);
        client.Say(Wording.Presence);

        Assert.That(client.CloseCode, Is.EqualTo(4003));
    }

    [Test]
    public void A_binary_message_is_read_like_a_text_message()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial();
        client.Connection.Send(Encoding.UTF8.GetBytes(Wording.Heartbeat(null)), text: false);
        world.Settle();

        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11 }));
    }

    [TestCase(PayloadWindowKind.Sliding)]
    [TestCase(PayloadWindowKind.Fixed)]
    public void The_121st_payload_in_60_s_is_closed_with_4008_and_the_session_lives(PayloadWindowKind kind)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PayloadWindow = kind });
        var client = world.Ready();
        for (var i = 0; i < 119; i++)
        {
            client.Say(Wording.Heartbeat(1));
        }

        Assert.That(client.IsClosed, Is.False);
        client.Say(Wording.Heartbeat(1));
        Assert.That(client.CloseCode, Is.EqualTo(4008));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.TooManySends }));
        Assert.That(world.Resume(client).Last.T, Is.EqualTo("RESUMED"));
    }

    [TestCase(PayloadWindowKind.Sliding, 4008)]
    [TestCase(PayloadWindowKind.Fixed, null)]
    public void Only_the_sliding_window_sees_a_burst_across_a_border(PayloadWindowKind kind, int? code)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PayloadWindow = kind, HeartbeatInterval = TimeSpan.FromMinutes(5) });
        var client = world.Dial().Say(Wording.Heartbeat(null));
        world.Advance(TimeSpan.FromSeconds(59));
        Burst(client, 100);
        world.Advance(TimeSpan.FromSeconds(2));
        Burst(client, 100);

        Assert.That(client.CloseCode, Is.EqualTo(code));
    }

    [Test]
    public void Counting_starts_anew_on_a_new_connection()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        Burst(client, 119);
        client.Close(4000);
        var next = world.Resume(client);
        Burst(next, 119);

        Assert.That(next.IsClosed, Is.False);
        Assert.That(world.Violations, Is.Empty);
    }

    private static void Burst(ScriptedClient client, int count)
    {
        for (var i = 0; i < count; i++)
        {
            client.Say(Wording.Heartbeat(null));
        }
    }
}
