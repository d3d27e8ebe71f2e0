using Gateway.Interop.Zstd;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Wire;

[TestFixture]
internal sealed class NegotiationTests
{
    [Test, Combinatorial]
    public void A_thousand_mixed_payloads_arrive_unchanged(
        [Values("json", "etf")] string encoding,
        [Values("", "payload", "zlib-stream", "zstd-stream", "zstd-stream/FramePerMessage", "zstd-stream/RawBlocks")] string way)
    {
        var (compress, mode) = way.Split('/') is [var name, var word] ? (name, Enum.Parse<ZstdMode>(word)) : (way, ZstdMode.Stream);
        using var world = new SimulatedWorld(new GatewayServerOptions { ZstdMode = mode, GuildCount = 0, ReplayCapacity = 2000 });
        using var peer = new DecodingClient(world, compress, encoding);
        peer.Say(DecodingClient.Identify(compress));
        var bodies = MixedPayloads.Take(1000, seed: 4).ToArray();
        foreach (var body in bodies)
        {
            world.Server.Dispatch(Target.All, "MIXED", body);
        }

        world.Settle();

        Assert.That(peer.Payloads.Select(p => p.T ?? "op " + p.Op).Take(2), Is.EqualTo(new[] { "op 10", "READY" }));
        var got = peer.Payloads.Skip(2).Select(p => (p.D.GetProperty("id").GetString(), p.D.GetProperty("text").GetString()));
        var sent = bodies.Select(b => System.Text.Json.JsonDocument.Parse(b).RootElement)
            .Select(d => (d.GetProperty("id").GetString(), d.GetProperty("text").GetString()));
        Assert.That(got, Is.EqualTo(sent));
    }

    [TestCase("zlib-stream")]
    [TestCase("zstd-stream")]
    public void Each_connection_has_a_context_of_its_own_also_for_a_resume(string compress)
    {
        using var world = new SimulatedWorld();
        using var first = new DecodingClient(world, compress);
        first.Client.Say(Wording.Identify());
        var session = first.Payloads[1].D.GetProperty("session_id").GetString()!;
        first.Client.Abort();
        world.Server.DispatchMessage(Target.All);
        using var second = new DecodingClient(world, compress);
        second.Client.Say(Wording.Resume(session, first.Payloads[^1].S!.Value));

        Assert.That(second.Payloads.Select(p => p.T), Is.EqualTo(new[] { null, "MESSAGE_CREATE", "RESUMED" }));
    }

    [TestCase("")]
    [TestCase("&compress=")]
    [TestCase("&compress=false")]
    [TestCase("&compress=uncompressed")]
    public void Without_compression_messages_are_text(string query)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial("/?v=10&encoding=json" + query).Say(Wording.Identify());

        Assert.That(client.Messages.Select(m => m.Text), Is.All.True);
        Assert.That(client.Dispatches, Is.Not.Empty);
    }

    [TestCase("/?v=9")]
    [TestCase("?v=10")]
    [TestCase("/some/path/?v=10&encoding=json")]
    [TestCase("/?encoding=json&v=10&client=mine")]
    public void These_urls_are_served_as_json(string url)
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Dial(url).Ops, Is.EqualTo(new[] { 10 }));
    }

    [TestCase("/?v=10&compress=gzip", 4002)]
    [TestCase("/?v=10&compress=zlib-stream,zstd-stream", 4002)]
    [TestCase("/?v=10&encoding=", 4002)]
    [TestCase("/?v=+10", 4012)]
    [TestCase("/?v=8&compress=zlib-stream", 4012)]
    public void These_urls_are_closed_without_hello(string url, int code)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial(url);

        Assert.That((client.CloseCode, client.Messages.Count), Is.EqualTo((code, 0)));
    }

    [TestCase("true")]
    [TestCase("\"true\"")]
    public void Identify_asks_for_compressed_payloads_and_gets_them_from_the_threshold_on(string compress)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 0 });
        var client = world.Dial().Say(Identify(compress));
        client.Messages.Clear();
        world.Server.Dispatch(Target.All, "SMALL", "{}"u8);
        world.Server.DispatchMessage(Target.All, 1024);
        world.Settle();
        client.Say(Wording.Heartbeat(1));

        Assert.That(client.Messages.Select(m => m.Text), Is.EqualTo(new[] { true, false, true }), "small, large, ACK");
        Assert.That(client.Messages[1].Bytes[0], Is.EqualTo(0x78), "a zlib header");
    }

    [Test]
    public void The_threshold_is_an_option_and_counts_from_that_size()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 0, PayloadCompressionThreshold = 0 });
        var client = world.Dial().Say(Identify("true")).Say(Wording.Heartbeat(1));

        Assert.That(client.Messages.Select(m => m.Text), Is.EqualTo(new[] { true, false, false }), "Hello, READY, ACK");
    }

    [TestCase("false")]
    [TestCase("\"false\"")]
    [TestCase("null")]
    public void Identify_may_decline_compression(string compress)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say(Identify(compress));

        Assert.That(client.Dispatches, Is.Not.Empty);
        Assert.That(client.Messages.Select(m => m.Text), Is.All.True);
    }

    [Test]
    public void A_session_keeps_its_payload_compression_over_a_resume()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PayloadCompressionThreshold = 0 });
        using var first = new DecodingClient(world, "payload");
        first.Client.Say(Identify("true"));
        first.Client.Abort();
        using var second = new DecodingClient(world, "payload");
        second.Client.Say(Wording.Resume(first.Payloads[1].D.GetProperty("session_id").GetString()!, first.Payloads[^1].S!.Value));

        Assert.That(second.Payloads.Select(p => p.T), Is.EqualTo(new[] { null, "RESUMED" }));
        Assert.That(second.Client.Messages.Select(m => m.Text), Is.EqualTo(new[] { true, false }), "Hello is always plain");
    }

    [Test]
    public void With_transport_compression_the_wish_of_identify_is_ignored()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PayloadCompressionThreshold = 0 });
        using var peer = new DecodingClient(world, "zlib-stream");
        peer.Client.Say(Identify("true"));

        Assert.That(peer.Payloads[1].T, Is.EqualTo("READY"));
    }

    [Test]
    public void A_client_that_is_gone_leaves_no_context_behind()
    {
        using var world = new SimulatedWorld();
        using var peer = new DecodingClient(world, "zstd-stream");
        peer.Client.Abort();

        Assert.That(world.Server.Connections, Is.Empty);
        Assert.That(() => world.Server.DispatchMessage(Target.All), Throws.Nothing);
    }

    [SetUp]
    public void Need_the_library() => Assume.That(LibZstd.IsAvailable, "No libzstd on this machine to check with.");

    private static string Identify(string compress)
        => $$$"""{"op":2,"d":{"token":"sim-token","intents":513,"properties":{},"compress":{{{compress}}}}}""";
}
