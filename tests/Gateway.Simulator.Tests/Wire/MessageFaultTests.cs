using System.Text;
using Gateway.Interop.Zstd;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>The faults between a payload and the socket, seen from a client in memory.</summary>
[TestFixture]
internal sealed class MessageFaultTests
{
    private static readonly byte[] Suffix = [0x00, 0x00, 0xFF, 0xFF];

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(1_000_000)]
    public void A_split_payload_comes_in_two_messages_and_is_whole_again(int at)
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, "zlib-stream");
        world.Server.Faults.Split(Target.All, at);
        client.Say(Wording.Heartbeat(1)).Say(Wording.Heartbeat(1));
        var messages = client.Client.Messages.TakeLast(3).Select(m => m.Bytes).ToArray();
        using var all = MessageReader.For("zlib-stream");
        var text = string.Concat(client.Client.Messages.Select(m => Encoding.UTF8.GetString(all.Read(m.Bytes, m.Text))));

        Assert.That(messages[0], Has.Length.EqualTo(Math.Min(at, messages[0].Length + messages[1].Length - 1)));
        Assert.That(messages[0].Concat(messages[1]).TakeLast(4), Is.EqualTo(Suffix), "the second part ends the payload");
        Assert.That(text, Does.EndWith("""{"t":null,"s":null,"op":11,"d":null}{"t":null,"s":null,"op":11,"d":null}"""));
    }

    [Test]
    public void A_suffix_that_is_held_comes_with_the_next_message()
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, "zlib-stream");
        world.Server.Faults.HoldSuffix(Target.All);
        client.Say(Wording.Heartbeat(1)).Say(Wording.Heartbeat(1));
        var messages = client.Client.Messages.TakeLast(2).Select(m => m.Bytes).ToArray();

        Assert.That(messages[0].AsSpan().EndsWith(Suffix), Is.False);
        Assert.That(messages[1].AsSpan().StartsWith(Suffix) && messages[1].AsSpan().EndsWith(Suffix));
        Assert.That(client.Payloads.TakeLast(2).Select(p => p.Op), Is.EqualTo(new[] { 11, 11 }), "decoded message by message");
    }

    [TestCase("zlib-stream")]
    [TestCase("zstd-stream")]
    public void Merged_payloads_come_in_one_message(string compress)
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, compress);
        var before = client.Client.Messages.Count;
        world.Server.Faults.MergeMessages(Target.All, 3);
        client.Say(Wording.Heartbeat(1)).Say(Wording.Heartbeat(1));
        Assert.That(client.Client.Messages, Has.Count.EqualTo(before), "held back");
        client.Say(Wording.Heartbeat(1));

        using var all = MessageReader.For(compress);
        var texts = client.Client.Messages.Select(m => Encoding.UTF8.GetString(all.Read(m.Bytes, m.Text))).ToArray();
        Assert.That(client.Client.Messages, Has.Count.EqualTo(before + 1));
        Assert.That(texts[^1].Split("\"op\":11"), Has.Length.EqualTo(4));
    }

    [Test]
    public void What_is_held_back_goes_out_before_a_close_frame()
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, "zlib-stream");
        var before = client.Client.Messages.Count;
        world.Server.Faults.HoldSuffix(Target.All, 9);
        world.Server.Faults.MergeMessages(Target.All, 9);
        world.Server.Faults.MergeWrites(Target.All, 9);
        client.Say(Wording.Heartbeat(1)).Say(Wording.Heartbeat(1));
        world.Server.Faults.Close(Target.All, 4000);
        world.Settle();

        Assert.That(client.Client.Messages, Has.Count.EqualTo(before + 1));
        Assert.That(client.Client.Messages[^1].Bytes.AsSpan().EndsWith(Suffix), "with its suffix");
        Assert.That(client.Client.CloseCode, Is.EqualTo(4000));
    }

    [TestCase("json", "zlib-stream")]
    [TestCase("json", "zstd-stream")]
    [TestCase("json", "payload")]
    [TestCase("json", "")]
    [TestCase("etf", "")]
    [TestCase("etf", "zlib-stream")]
    [TestCase("etf", "zstd-stream")]
    public void Nobody_decodes_garbage(string encoding, string compress)
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, compress, encoding);
        Assert.That(world.Server.Faults.Corrupt(Target.All), Is.EqualTo(1));
        world.Settle();

        Assert.That(client.Client.Messages[^1].Text, Is.False);
        Assert.That(() => client.Payloads, Throws.Exception);
    }

    [TestCase(ZstdMode.FramePerMessage)]
    [TestCase(ZstdMode.RawBlocks)]
    public void Nobody_decodes_garbage_in_the_other_modes_of_zstd(ZstdMode mode)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { ZstdMode = mode });
        using var client = Ready(world, "zstd-stream");
        world.Server.Faults.Corrupt(Target.All);
        world.Settle();

        Assert.That(() => client.Payloads, Throws.TypeOf<ZstdException>());
    }

    [Test, Combinatorial]
    public void A_malformed_payload_leaves_the_compressed_stream_whole(
        [Values("json", "etf")] string encoding, [Values("", "zlib-stream", "zstd-stream")] string compress)
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, compress, encoding);
        world.Server.Faults.SendMalformed(Target.All);
        world.Settle();
        Assert.That(() => client.Payloads, Throws.Exception, "its text was taken, and is no payload");
        client.Client.Messages.RemoveAt(client.Client.Messages.Count - 1);
        client.Say(Wording.Heartbeat(1));

        Assert.That(client.Payloads[^1].Op, Is.EqualTo(11));
    }

    [Test, Combinatorial]
    public void A_payload_of_the_callers_choice_is_encoded(
        [Values("json", "etf")] string encoding, [Values("", "zlib-stream", "zstd-stream")] string compress)
    {
        using var world = new SimulatedWorld();
        using var client = Ready(world, compress, encoding);
        world.Server.Faults.SendPayload(Target.All, """{"t":null,"s":null,"op":99,"d":{"a":[1,2]}}""");
        world.Settle();

        Assert.That(client.Payloads[^1].Op, Is.EqualTo(99));
        Assert.That(client.Payloads[^1].D.GetProperty("a")[1].GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public void Behind_an_announced_message_nothing_comes_but_the_end_of_the_socket()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.Announce(Target.All);
        client.Messages.Clear();
        client.Say(Wording.Heartbeat(1));
        world.Server.Faults.Close(Target.All, 4000);
        world.Settle();
        Assert.That((client.Messages.Count, client.IsClosed), Is.EqualTo((0, false)));

        world.Advance(world.Server.Options.CloseTimeout);
        Assert.That((client.IsClosed, client.CloseCode), Is.EqualTo((true, (int?)null)));
    }

    [Test]
    public void Bytes_that_are_no_frame_end_a_connection_in_memory()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        world.Server.Faults.SendUnframed(Target.All, new byte[] { 1 });
        world.Settle();

        Assert.That((client.IsClosed, client.CloseCode), Is.EqualTo((true, (int?)null)));
        Assert.That(world.Server.Connections, Is.Empty);
    }

    [Test]
    public void A_message_that_drips_takes_its_time()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 0 });
        var client = world.Ready();
        world.Server.Faults.Drip(Target.All, 100, TimeSpan.FromSeconds(1));
        world.Server.Faults.SendRaw(Target.All, new byte[1000]);
        var before = client.Messages.Count;
        world.Advance(TimeSpan.FromSeconds(8.9));
        Assert.That(client.Messages, Has.Count.EqualTo(before));
        world.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(client.Messages, Has.Count.EqualTo(before + 1));

        client.Messages.Clear();
        world.Server.Faults.Drip(Target.All, 0, TimeSpan.Zero);
        client.Say(Wording.Heartbeat(1));
        Assert.That(client.Last.Op, Is.EqualTo(11), "at full speed again");
    }

    [Test]
    public void A_connection_can_end_before_there_is_anything_on_it()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.ResetAccept(1);
        world.Server.Faults.Rules.ResetTls(1, GatewayHost.Main);

        Assert.That(world.Dial().IsRefused);
        Assert.That(world.Dial(resumeHost: true).IsOpen);
        Assert.That(world.Dial().IsRefused);
        Assert.That(world.Dial().IsOpen);
    }

    [Test]
    public void A_connection_can_stall_before_there_is_anything_on_it()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.StallAccept(1);
        world.Server.Faults.Rules.StallTls(1);
        ScriptedClient[] stalled = [world.Dial(), world.Dial()];
        world.Advance(TimeSpan.FromHours(1));

        Assert.That(stalled.Select(c => c.IsOpen || c.IsRefused || c.IsClosed), Is.All.False);
        Assert.That(world.Dial().IsOpen);
    }

    [Test]
    public void Arguments_out_of_range_are_refused()
    {
        using var world = new SimulatedWorld();
        var faults = world.Server.Faults;
        Action[] calls =
        [
            () => faults.Split(Target.All, 0), () => faults.Split(Target.All, 1, 0),
            () => faults.Fragment(Target.All, 0), () => faults.Fragment(Target.All, 1, 0),
            () => faults.MergeMessages(Target.All, 0), () => faults.MergeWrites(Target.All, 0), () => faults.HoldSuffix(Target.All, 0),
            () => faults.Announce(Target.All, 16), () => faults.Announce(Target.All, 63),
            () => faults.Drip(Target.All, -1, TimeSpan.Zero), () => faults.Drip(Target.All, 1, TimeSpan.FromTicks(-1)),
        ];

        Assert.Multiple(() => Array.ForEach(calls, call => Assert.That(call, Throws.InstanceOf<ArgumentOutOfRangeException>())));
    }

    [SetUp]
    public void Need_the_library() => Assume.That(LibZstd.IsAvailable, "No libzstd on this machine to check with.");

    private static DecodingClient Ready(SimulatedWorld world, string compress, string encoding = "json")
    {
        var client = new DecodingClient(world, compress, encoding).Say(DecodingClient.Identify(compress));
        Assert.That(client.Payloads[1].T, Is.EqualTo("READY"));
        return client;
    }
}
