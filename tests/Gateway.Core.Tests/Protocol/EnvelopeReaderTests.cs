using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

/// <summary>The envelope against every order, absence and breakage; what it says, System.Text.Json's document says too.</summary>
internal sealed class EnvelopeReaderTests
{
    [Test]
    public void The_keys_come_in_any_order()
    {
        string[] members = ["\"op\":0", "\"s\":7", "\"t\":\"MESSAGE_CREATE\"", "\"d\":{\"a\":[1]}"];
        foreach (var order in Permutations(members))
        {
            var payload = $"{{{string.Join(',', order)}}}";
            Assert.That(Read(payload, out var e), Is.EqualTo(EnvelopeStatus.Ok), payload);
            Assert.That((e.Opcode, e.Sequence, e.EventName), Is.EqualTo((0, 7L, "MESSAGE_CREATE")), payload);
            Assert.That(e.Event!.Name, Is.SameAs(e.EventName));
            Assert.That(Data(payload, e), Is.EqualTo("""{"a":[1]}"""), payload);
        }
    }

    [TestCase("""{"op":11}""", 11, null, null, "")]
    [TestCase("""{"op":11,"d":null,"s":null,"t":null}""", 11, null, null, "null")]
    [TestCase(" \t\r\n{ \"op\" : 0 , \"s\" : 1 , \"t\" : \"A\" , \"d\" : [ 1 , 2 ] } \n", 0, 1L, "A", "[ 1 , 2 ]")]
    [TestCase("""{"op":1,"op":2,"s":3,"s":4,"t":"A","t":"B","d":1,"d":22}""", 2, 4L, "B", "22")]
    [TestCase("""{"op":0,"s":5,"s":null,"t":"A","t":null,"d":{}}""", 0, null, null, "{}")]
    [TestCase("""{"op":2147483647,"s":9223372036854775807,"d":"x"}""", 2147483647, 9223372036854775807L, null, "\"x\"")]
    [TestCase("""{"x":{"op":5,"d":[{"s":1}]},"op":0,"y":[[],{}],"d":true,"z":"op"}""", 0, null, null, "true")]
    [TestCase("""{"op":0,"t":"SOME_NEW_EVENT","s":1,"d":{}}""", 0, 1L, "SOME_NEW_EVENT", "{}")]
    [TestCase("""{"op":0,"t":"\u0052EADY","s":1,"d":{}}""", 0, 1L, "READY", "{}")]
    [TestCase("""{"\u006fp":0,"\u0074":"READY","\u0073":1,"\u0064":-0.5e3}""", 0, 1L, "READY", "-0.5e3")]
    [TestCase("""{"op":0,"t":"","s":0,"d":""}""", 0, 0L, "", "\"\"")]
    [TestCase("""{"OP":5,"op":0}""", 0, null, null, "")]
    public void It_reads(string payload, int opcode, long? sequence, string? name, string data)
    {
        Assert.That(Read(payload, out var e), Is.EqualTo(EnvelopeStatus.Ok));
        Assert.That((e.Opcode, e.Sequence, e.EventName, Data(payload, e)), Is.EqualTo((opcode, sequence, name, data)));
        Assert.That(e.Event is not null, Is.EqualTo(DispatchEventTable.TryFind(name, out _)));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("null")]
    [TestCase("11")]
    [TestCase("[]")]
    [TestCase("\"op\"")]
    [TestCase("{}")]
    [TestCase("{")]
    [TestCase("""{"d":{}}""")]
    [TestCase("""{"op":"0"}""")]
    [TestCase("""{"op":0.0}""")]
    [TestCase("""{"op":1e1}""")]
    [TestCase("""{"op":null}""")]
    [TestCase("""{"op":-1}""")]
    [TestCase("""{"op":2147483648}""")]
    [TestCase("""{"op":[0]}""")]
    [TestCase("""{"op":0,"s":"1"}""")]
    [TestCase("""{"op":0,"s":1.5}""")]
    [TestCase("""{"op":0,"s":-1}""")]
    [TestCase("""{"op":0,"s":9223372036854775808}""")]
    [TestCase("""{"op":0,"s":{}}""")]
    [TestCase("""{"op":0,"s":true}""")]
    [TestCase("""{"op":0,"t":1}""")]
    [TestCase("""{"op":0,"t":{}}""")]
    [TestCase("""{"op":0,"t":"\ud800"}""")]
    public void It_refuses(string payload) =>
        Assert.That(Read(payload, out _), Is.EqualTo(EnvelopeStatus.Malformed));

    [TestCase("""{"op":0,"s":5,"t":"A","d":{""")]
    [TestCase("""{"op":0,"s":5,"t":"A","d":{"a":}}""")]
    [TestCase("""{"op":0,"s":5,"t":"A","d":}""")]
    [TestCase("""{"op":0,"s":5,"t":"A","d":{}""")]
    [TestCase("""{"op":0,"s":5,"t":"A","d":{}}x""")]
    [TestCase("""{"op":0,"s":5,"t":"A","d":{}}{}""")]
    [TestCase("""{"op":0,"s":5,"t":"A",}""")]
    [TestCase("""{"op":0,"s":5,"t":"A","d":01}""")]
    [TestCase("""{"op":0,"s":5,"t":"A","\ud800":1}""")]
    public void A_broken_body_keeps_what_came_before(string payload)
    {
        Assert.That(Read(payload, out var e), Is.EqualTo(EnvelopeStatus.BodyBroken));
        Assert.That((e.Opcode, e.Sequence, e.EventName, e.DataLength), Is.EqualTo((0, 5L, "A", 0)));
    }

    [Test]
    public void A_bomb_of_depth_is_refused_and_keeps_the_sequence()
    {
        var bomb = "{\"op\":0,\"s\":9,\"d\":" + new string('[', 10_000) + new string(']', 10_000) + "}";
        Assert.That(Read(bomb, out var e), Is.EqualTo(EnvelopeStatus.BodyBroken));
        Assert.That(e.Sequence, Is.EqualTo(9));
        Assert.That(Read("{\"d\":" + new string('[', 10_000), out _), Is.EqualTo(EnvelopeStatus.Malformed));
        Assert.That(Read(new string('[', 10_000), out _), Is.EqualTo(EnvelopeStatus.Malformed));

        // One level is the envelope's own.
        var deep = EnvelopeReader.MaxDepth - 1;
        Assert.That(Read($"{{\"op\":0,\"d\":{new string('[', deep)}{new string(']', deep)}}}", out _), Is.EqualTo(EnvelopeStatus.Ok));
        Assert.That(Read($"{{\"op\":0,\"d\":[{new string('[', deep)}{new string(']', deep)}]}}", out _), Is.EqualTo(EnvelopeStatus.BodyBroken));
    }

    [Test]
    public void An_event_name_longer_than_any_is_refused()
    {
        Assert.That(Read($$"""{"op":0,"t":"{{new string('A', 128)}}"}""", out _), Is.EqualTo(EnvelopeStatus.Ok));
        Assert.That(Read($$"""{"op":0,"t":"{{new string('A', 129)}}"}""", out _), Is.EqualTo(EnvelopeStatus.Malformed));
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_refused_where_they_are_read()
    {
        byte[] inName = [.. "{\"op\":0,\"t\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.That(EnvelopeReader.TryRead(inName, out _), Is.EqualTo(EnvelopeStatus.Malformed));
        byte[] alone = [0xFF, 0xFE];
        Assert.That(EnvelopeReader.TryRead(alone, out _), Is.EqualTo(EnvelopeStatus.Malformed));
        byte[] mark = [0xEF, 0xBB, 0xBF, .. "{\"op\":0}"u8];
        Assert.That(EnvelopeReader.TryRead(mark, out _), Is.EqualTo(EnvelopeStatus.Malformed));
    }

    [Test]
    public void A_documented_event_costs_no_allocation()
    {
        var payload = """{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"content":"hello"}}"""u8.ToArray();
        EnvelopeReader.TryRead(payload, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            EnvelopeReader.TryRead(payload, out _);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Random_mutations_never_throw_and_Ok_means_what_the_document_says()
    {
        const int Mutations = 20_000;
        const int Seed = 20_26;
        string[] seeds =
        [
            """{"t":"MESSAGE_CREATE","s":42,"op":0,"d":{"content":"a\"b\\\u00e9","n":[1,-2.5e3,null,true]}}""",
            """{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}""",
            """{"op":9,"d":false}""",
            """{"t":"READY","s":1,"op":0,"d":{"session_id":"0f1e","resume_gateway_url":"wss://a.test","guilds":[{"id":"8"}]}}""",
        ];
        var interesting = "{}[],:\"\\0159-.eEu optsdnull"u8.ToArray();
        var random = new Random(Seed);
        var statuses = new int[3];
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]).ToList();
            for (var m = random.Next(1, 5); m > 0; m--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(5))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.Insert(at, interesting[random.Next(interesting.Length)]);
                        break;
                    case 2 when bytes.Count > 1:
                        bytes.RemoveAt(at);
                        break;
                    case 3:
                        bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(20, bytes.Count - at))));
                        break;
                    default:
                        bytes[at] = interesting[random.Next(interesting.Length)];
                        break;
                }
            }

            Check(bytes.ToArray(), statuses, $"seed {Seed}, mutation {i}: {Encoding.Latin1.GetString(bytes.ToArray())}");
        }

        Assert.That(statuses, Is.All.GreaterThan(500), "each outcome is met often");
    }

    private static void Check(byte[] payload, int[] statuses, string because)
    {
        var status = EnvelopeStatus.Malformed;
        var e = default(GatewayEnvelope);
        Assert.That(() => status = EnvelopeReader.TryRead(payload, out e), Throws.Nothing, because);
        statuses[(int)status]++;

        // Whatever was read of the body, its readers do not throw either.
        var data = e.DataOf(payload).ToArray();
        Assert.That(() => HelloPayload.TryReadInterval(data, out _), Throws.Nothing, because);
        Assert.That(() => ReadyPayload.TryRead(data, null, out _), Throws.Nothing, because);
        if (status != EnvelopeStatus.Ok)
        {
            return;
        }

        using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = EnvelopeReader.MaxDepth });
        var root = document.RootElement;
        Assert.That(e.Opcode, Is.EqualTo(root.GetProperty("op").GetInt32()), because);
        Assert.That(e.Sequence, Is.EqualTo(Member(root, "s") is { ValueKind: JsonValueKind.Number } s ? s.GetInt64() : null), because);
        Assert.That(e.EventName, Is.EqualTo(Member(root, "t")?.GetString()), because);
        var body = Member(root, "d") is { } d ? JsonMarshal.GetRawUtf8Value(d).ToArray() : [];
        Assert.That(data, Is.EqualTo(body), because);
    }

    private static JsonElement? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) ? member : null;

    private static EnvelopeStatus Read(string payload, out GatewayEnvelope envelope) =>
        EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(payload), out envelope);

    private static string Data(string payload, in GatewayEnvelope envelope) =>
        Encoding.UTF8.GetString(envelope.DataOf(Encoding.UTF8.GetBytes(payload)));

    private static IEnumerable<string[]> Permutations(string[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, i) => Permutations([.. items[..i], .. items[(i + 1)..]]).Select(rest => (string[])[item, .. rest]));
}
