using System.Text;
using System.Text.Json;
using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Wire;

/// <summary>However an event comes, the handler is given the same.</summary>
internal sealed class EquivalenceTests
{
    private static IEnumerable<TestCaseData> Forms() =>
        from encoding in Enum.GetValues<GatewayEncoding>()
        from compression in GatewayCompression.All
        where compression.Supports(encoding)
        select new TestCaseData(compression, encoding);

    private static IEnumerable<TestCaseData> Streams() => Forms().Where(f => ((GatewayCompression)f.Arguments[0]!).UrlValue is not null);

    [TestCaseSource(nameof(Streams))]
    public void A_payload_may_be_split_at_every_byte(GatewayCompression compression, GatewayEncoding encoding)
    {
        var generated = new GeneratedPayloads(1);
        var before = generated.Event(1);
        var split = generated.Event(2);
        var after = generated.Event(3);
        for (var at = 0; ; at++)
        {
            using var compressor = TestCompressor.For(compression);
            using var reader = new WireReader(compression, encoding);
            reader.Receive(compressor.Compress(Encode(before, encoding)));
            var message = compressor.Compress(Encode(split, encoding));
            if (at > message.Length)
                break;

            reader.Receive(message.AsSpan(0, at));
            reader.Receive(message.AsSpan(at));
            reader.Receive(compressor.Compress(Encode(after, encoding)));
            Assert.That(reader.Payloads.Select(p => p.Sequence), Is.EqualTo(new long?[] { 1, 2, 3 }), $"split at {at}");
            AssertSame(reader.Payloads[1], split, encoding);
        }
    }

    [Test]
    public void Frames_and_full_blocks_of_zstd_may_be_split_at_every_byte([Values] bool frameEach, [Values] GatewayEncoding encoding)
    {
        // With the smallest window a payload of 3 KB has several blocks.
        var text = string.Create(3000, new Random(1), (span, r) => r.GetItems<char>("abcdefghijklmnopqrstuvwxyz012345", span));
        string[] events =
        [
            """{"t":"TYPING_START","s":1,"op":0,"d":{"id":"1"}}""",
            $$$"""{"t":"TYPING_START","s":2,"op":0,"d":{"a":{"text":"{{{text}}}"},"b":[{},{"c":{}}]}}""",
            """{"t":"TYPING_START","s":3,"op":0,"d":{"id":"1"}}""",
        ];
        for (var at = 0; ; at++)
        {
            using var compressor = new TestCompressor.Zstd(frameEach, level: 1, windowLog: 10);
            using var reader = new WireReader(GatewayCompression.ZstdStream, encoding);
            reader.Receive(compressor.Compress(Encode(events[0], encoding)));
            var message = compressor.Compress(Encode(events[1], encoding));
            if (at > message.Length)
                break;

            reader.Receive(message.AsSpan(0, at));
            reader.Receive(message.AsSpan(at));
            reader.Receive(compressor.Compress(Encode(events[2], encoding)));
            Assert.That(reader.Payloads.Select(p => p.Sequence), Is.EqualTo(new long?[] { 1, 2, 3 }), $"split at {at}");
            AssertSame(reader.Payloads[1], events[1], encoding);
        }
    }

    [TestCaseSource(nameof(Streams))]
    public void A_payload_may_come_byte_by_byte(GatewayCompression compression, GatewayEncoding encoding)
    {
        var generated = new GeneratedPayloads(2);
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, encoding);
        for (var s = 1; s <= 20; s++)
        {
            var json = generated.Event(s);
            foreach (var b in compressor.Compress(Encode(json, encoding)))
                reader.Receive([b]);

            Assert.That(reader.Payloads, Has.Count.EqualTo(s));
            AssertSame(reader.Payloads[^1], json, encoding);
        }
    }

    [TestCaseSource(nameof(Streams))]
    public void Several_payloads_may_come_in_one_message(GatewayCompression compression, GatewayEncoding encoding)
    {
        var generated = new GeneratedPayloads(3);
        string[] events = [generated.Event(1), generated.Event(2), generated.Event(3), generated.Event(4)];
        foreach (var flushEach in new[] { true, false })
        {
            using var compressor = TestCompressor.For(compression);
            using var reader = new WireReader(compression, encoding);
            var message = flushEach
                ? events.SelectMany(e => compressor.Compress(Encode(e, encoding))).ToArray()
                : compressor.Compress([.. events.SelectMany(e => Encode(e, encoding))]);
            reader.Receive(message);
            Assert.That(reader.Payloads, Has.Count.EqualTo(events.Length));
            for (var i = 0; i < events.Length; i++)
                AssertSame(reader.Payloads[i], events[i], encoding);
        }
    }

    [TestCase("\n")]
    [TestCase(" \r\n\t ")]
    public void White_space_may_stand_between_payloads(string space)
    {
        using var compressor = TestCompressor.For(GatewayCompression.ZlibStream);
        using var reader = new WireReader(GatewayCompression.ZlibStream, GatewayEncoding.Json);
        reader.Receive(compressor.Compress(Encoding.UTF8.GetBytes($$"""{{space}}{"op":11}{{space}}{ "op" : 1 , "d":null }{{space}}""")));
        Assert.That(reader.Payloads.Select(p => (p.Status, p.Opcode)), Is.EqualTo(new[] { (EnvelopeStatus.Ok, 11), (EnvelopeStatus.Ok, 1) }));
    }

    [Test]
    public void White_space_may_stand_anywhere_in_JSON([Values("None", "Payload", "ZlibStream", "ZstdStream")] string name, [Values(" ", "\r\n\t")] string space)
    {
        var compression = GatewayCompression.All.Single(c => c.Name == name);
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, GatewayEncoding.Json);
        const string loose = """{ "t" : "MESSAGE_CREATE" , "s" : 7 , "op" : 0 , "d" : { "id" : [ "1" , { } ] } } """;
        reader.Receive(compressor.Compress("{}"u8.ToArray()), isBinary: compression != GatewayCompression.None);
        reader.Receive(
            compressor.Compress(Encoding.UTF8.GetBytes(loose.Replace(" ", space, StringComparison.Ordinal))),
            isBinary: compression != GatewayCompression.None);
        Assert.That(
            reader.Payloads[^1],
            Is.EqualTo(new Received(
                EnvelopeStatus.Ok, 0, 7, "MESSAGE_CREATE", """{ "id" : [ "1" , { } ] }""".Replace(" ", space, StringComparison.Ordinal))));
    }

    [TestCaseSource(nameof(Forms))]
    public void A_key_behind_the_body_and_keys_that_come_twice_change_nothing(GatewayCompression compression, GatewayEncoding encoding)
    {
        var json = encoding == GatewayEncoding.Json
            ? """{"t":"TYPING_START","s":1,"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"0"},"d":{"id":"1"},"x":{"op":2}}"""
            : """{"d":{"id":"0"},"d":{"id":"1"},"op":7,"op":0,"s":1,"s":7,"t":"TYPING_START","t":"MESSAGE_CREATE","x":{"op":2}}""";
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, encoding);
        reader.Receive(compressor.Compress(Encode(json, encoding)));
        Assert.That(reader.Payloads, Is.EqualTo(new[] { new Received(EnvelopeStatus.Ok, 0, 7, "MESSAGE_CREATE", """{"id":"1"}""") }));
    }

    [TestCaseSource(nameof(Streams))]
    public void A_body_that_names_opcodes_is_one_payload(GatewayCompression compression, GatewayEncoding encoding)
    {
        const string json = """{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"op":{"op":5},"list":[{"op":1},{"op":2}]}}""";
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, encoding);
        reader.Receive(compressor.Compress(Encode(json, encoding)));
        reader.Receive(compressor.Compress(Encode(json, encoding)));
        Assert.That(reader.Payloads, Has.Count.EqualTo(2));
        AssertSame(reader.Payloads[1], json, encoding);
    }

    private static byte[] Encode(string json, GatewayEncoding encoding) =>
        encoding == GatewayEncoding.Etf ? TestEtf.Payload(json) : Encoding.UTF8.GetBytes(json);

    private static void AssertSame(Received received, string json, GatewayEncoding encoding)
    {
        using var expected = JsonDocument.Parse(json);
        var body = expected.RootElement.GetProperty("d");
        Assert.That(received.Status, Is.EqualTo(EnvelopeStatus.Ok), json);
        Assert.That(received.Sequence, Is.EqualTo(expected.RootElement.GetProperty("s").GetInt64()), json);
        Assert.That(received.Name, Is.EqualTo(expected.RootElement.GetProperty("t").GetString()), json);
        if (encoding == GatewayEncoding.Json)
        {
            Assert.That(received.Data, Is.EqualTo(body.GetRawText()));
            return;
        }

        using var actual = JsonDocument.Parse(received.Data);
        Assert.That(JsonElement.DeepEquals(actual.RootElement, body), Is.True, () => $"{received.Data} for {body.GetRawText()}");
    }
}
