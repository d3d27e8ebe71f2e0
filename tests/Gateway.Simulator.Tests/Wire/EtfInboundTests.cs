using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;
using Gateway.Simulator.Wire.Etf;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>What a client sends as ETF.</summary>
[TestFixture]
internal sealed class EtfInboundTests
{
    [TestCase(Vectors.EtfHeartbeat251, """{"op":1,"d":251}""")]
    [TestCase(Vectors.EtfHeartbeatNull, """{"op":1,"d":null}""")]
    [TestCase(Vectors.EtfMap, """{"a":[],"b":[1,2],"c":true,"f":1.5,"n":4000000000,"s":"\u00E9"}""")]
    [TestCase("836e0700010080c9656794", "41771983423143937")]
    [TestCase("836e0800cccccccccccccc0c", "922337203685477580")]
    [TestCase("836b00020004", "[0,4]")]
    [TestCase("8362fffffffb", "-5")]
    [TestCase("836e0101" + "05", "-5")]
    [TestCase("836f00000001" + "00" + "05", "5")]
    [TestCase("836e0900" + "000000000000000001", "18446744073709551616")]
    [TestCase("836802" + "6101" + "6102", "[1,2]")]
    [TestCase("836900000001" + "6a", "[[]]")]
    [TestCase("8364" + "0003" + "6e696c", "null")]
    [TestCase("837309" + "756e646566696e6564", "null")]
    [TestCase("837704" + "6e756c6c", "null")]
    [TestCase("8376" + "0004" + "74727565", "true")]
    [TestCase("837305" + "66616c7365", "false")]
    [TestCase("837306" + "6f6e6c696e65", "\"online\"")]
    [TestCase("837301" + "e9", "\"\\u00E9\"")]
    [TestCase("8363" + "312e35303030303030303030303030303030303030652b30300000000000000000", null)]
    [TestCase("8363" + "312e3530303030303030303030303030303030303030652b30300000000000", "1.5")]
    public void A_term_reads_as_this_json(string hex, string? json) => Assert.That(Decode(hex), Is.EqualTo(json));

    [TestCase("", TestName = "Nothing")]
    [TestCase("83", TestName = "No_term")]
    [TestCase("82" + "6a", TestName = "Another_version")]
    [TestCase("836a" + "6a", TestName = "Bytes_behind_the_term")]
    [TestCase("8374000000017302" + "6f706101", TestName = "An_atom_as_a_key")]
    [TestCase("837400000001" + "61016101", TestName = "An_integer_as_a_key")]
    [TestCase("835000000010" + "789c4b0400006200620000", TestName = "A_compressed_term")]
    [TestCase("8374ffffffff", TestName = "A_map_that_announces_four_thousand_million_pairs")]
    [TestCase("836cffffffff", TestName = "A_list_that_announces_as_many_items")]
    [TestCase("836dffffffff" + "41", TestName = "A_binary_that_is_not_all_there")]
    [TestCase("836fffffffff" + "00", TestName = "A_number_of_as_many_bytes")]
    [TestCase("836e0102" + "05", TestName = "A_sign_that_is_none")]
    [TestCase("836d00000001" + "ff", TestName = "Text_that_is_no_utf8")]
    [TestCase("837400000001" + "6d00000001ff" + "6101", TestName = "A_key_that_is_no_utf8")]
    [TestCase("837702" + "c328", TestName = "An_atom_that_is_no_utf8")]
    [TestCase("8346" + "7ff0000000000000", TestName = "Infinity")]
    [TestCase("836c00000001" + "6101" + "6102", TestName = "A_list_with_another_tail")]
    [TestCase("83" + "67", TestName = "A_tag_that_is_not_served")]
    public void These_terms_are_refused(string hex) => Assert.That(Decode(hex), Is.Null);

    [TestCase(64, true)]
    [TestCase(65, false)]
    public void Terms_may_be_as_deep_as_json(int depth, bool allowed)
    {
        var hex = "83" + string.Concat(Enumerable.Repeat("6c00000001", depth)) + "6101" + string.Concat(Enumerable.Repeat("6a", depth));

        Assert.That(Decode(hex) is not null, Is.EqualTo(allowed));
    }

    [Test]
    public void Random_terms_never_throw()
    {
        var random = new Random(11);
        byte[] tags = [70, 97, 98, 99, 100, 104, 105, 106, 107, 108, 109, 110, 111, 115, 116, 118, 119];
        var read = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var term = new byte[random.Next(1, 60)];
            random.NextBytes(term);
            for (var at = 1; at < term.Length; at++)
            {
                term[at] = random.Next(3) switch { 0 => tags[random.Next(tags.Length)], 1 => (byte)random.Next(3), _ => term[at] };
            }

            term[0] = 131;
            read += EtfDecoder.TryDecode(term, new ArrayBufferWriter<byte>()) ? 1 : 0;
        }

        Assert.That(read, Is.GreaterThan(100), "some of them must be terms");
    }

    [Test]
    public void A_client_identifies_beats_and_resumes_in_etf()
    {
        using var world = new SimulatedWorld();
        using var client = new DecodingClient(world, "", "etf");
        client.Say(Wording.Identify()).Say(Wording.Heartbeat(1)).Say(Wording.Heartbeat(null));
        var session = client.Payloads[1].D.GetProperty("session_id").GetString()!;
        client.Client.Abort();
        world.Server.DispatchMessage(Target.All);
        using var next = new DecodingClient(world, "", "etf");
        next.Say(Wording.Resume(session, client.Payloads.Max(p => p.S)!.Value));

        Assert.That(client.Payloads.TakeLast(2).Select(p => p.Op), Is.EqualTo(new[] { 11, 11 }));
        Assert.That(client.Client.Messages.Select(m => m.Text), Is.All.False);
        Assert.That(next.Payloads.Select(p => p.T), Is.EqualTo(new[] { null, "MESSAGE_CREATE", "RESUMED" }));
        Assert.That(world.Violations, Is.Empty);
    }

    [TestCase("83740000000173026f706101", TestName = "Atom_keys_close_with_4002")]
    [TestCase("7b226f70223a312c2264223a6e756c6c7d", TestName = "Json_on_an_etf_connection_closes_with_4002")]
    [TestCase("8350000000", TestName = "A_compressed_term_closes_with_4002")]
    [TestCase("836a", TestName = "A_term_that_is_no_map_closes_with_4002")]
    [TestCase("8374000000026d000000026f7061016d000000026f706101", TestName = "A_key_that_comes_twice_closes_with_4002")]
    [TestCase("8374000000016d000000026f706d0000000131", TestName = "An_op_that_is_a_text_closes_with_4002")]
    public void What_is_refused_closes_the_connection(string hex)
    {
        using var world = new SimulatedWorld();
        using var client = new DecodingClient(world, "", "etf");
        client.Client.Connection.Send(Convert.FromHexString(hex), text: false);
        world.Settle();

        Assert.That(client.Client.CloseCode, Is.EqualTo(4002));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.DecodeError }));
    }

    [Test]
    public void A_key_that_comes_twice_in_json_closes_with_4002_too()
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Dial().Say("""{"op":1,"op":1,"d":null}""").CloseCode, Is.EqualTo(4002));
    }

    [Test]
    public void Ids_may_be_integers()
    {
        using var world = new SimulatedWorld();
        using var client = new DecodingClient(world, "", "etf");
        client.Say(Wording.Identify(intents: Wording.AllIntents));
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        var big = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(big, guild);
        var term = EtfTerms.Write(JsonNode.Parse("""{"op":8,"d":{"query":"","limit":1,"guild_id":0}}"""));
        client.Client.Connection.Send(new byte[][] { term[..^2], [110, 8, 0], big }.SelectMany(b => b).ToArray(), text: false);
        world.Settle();

        Assert.That(client.Payloads[^1].T, Is.EqualTo("GUILD_MEMBERS_CHUNK"));
        Assert.That(client.Payloads[^1].D.GetProperty("guild_id").GetString(), Is.EqualTo(guild.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static string? Decode(string hex)
    {
        var json = new ArrayBufferWriter<byte>();
        return EtfDecoder.TryDecode(Convert.FromHexString(hex), json) ? Encoding.UTF8.GetString(json.WrittenSpan) : null;
    }
}
