using System.Text;
using System.Text.Json.Nodes;
using Gateway.Simulator.Tests.Support;
using Gateway.Simulator.Tests.World;
using Gateway.Simulator.Wire.Etf;

namespace Gateway.Simulator.Tests.Wire;

[TestFixture]
internal sealed class EtfEncoderTests
{
    [Test]
    public void Hello_has_the_bytes_of_the_vector() => Assert.That(Encode(Vectors.Hello), Is.EqualTo(Vectors.EtfHello));

    [TestCase("""{"id":"41771983423143937"}""", "6e0700010080c9656794")]
    [TestCase("""{"guild_id":"922337203685477580"}""", "6e0800cccccccccccccc0c")]
    [TestCase("""{"id":"18446744073709551615"}""", "6e0800ffffffffffffffff")]
    [TestCase("""{"x":[0,4]}""", "6b00020004")]
    [TestCase("""{"x":[0,300]}""", "6c00000002610062" + "0000012c" + "6a")]
    [TestCase("""{"x":-5}""", "62fffffffb")]
    [TestCase("""{"x":255}""", "61ff")]
    [TestCase("""{"x":256}""", "6200000100")]
    [TestCase("""{"x":2147483647}""", "627fffffff")]
    [TestCase("""{"x":-2147483648}""", "6280000000")]
    [TestCase("""{"x":2147483648}""", "6e040000000080")]
    [TestCase("""{"x":-2147483649}""", "6e040101000080")]
    [TestCase("""{"x":-9223372036854775808}""", "6e08010000000000000080")]
    [TestCase("""{"x":18446744073709551615}""", "6e0800ffffffffffffffff")]
    [TestCase("""{"x":1.5}""", "463ff8000000000000")]
    [TestCase("""{"x":1e3}""", "46408f400000000000")]
    [TestCase("""{"x":[]}""", "6a")]
    [TestCase("""{"x":{}}""", "7400000000")]
    [TestCase("""{"x":null}""", "73036e696c")]
    [TestCase("""{"x":false}""", "730566616c7365")]
    [TestCase("""{"x":"\u00e9\n"}""", "6d00000003c3a90a")]
    [TestCase("""{"x":"41771983423143937"}""", "6d00000011" + "3431373731393833343233313433393337")]
    [TestCase("""{"custom_id":"41771983423143937"}""", "6d00000011" + "3431373731393833343233313433393337")]
    [TestCase("""{"id":"18446744073709551616"}""", "6d00000014" + "3138343436373434303733373039353531363136")]
    [TestCase("""{"id":"01771983423143937"}""", "6d00000011" + "3031373731393833343233313433393337")]
    [TestCase("""{"id":"abc"}""", "6d00000003616263")]
    [TestCase("""{"sku_ids":["41771983423143937"]}""", "6c000000016e0700010080c96567946a")]
    [TestCase("""{"roles":["41771983423143937"]}""", "6c000000016e0700010080c96567946a")]
    public void A_value_has_these_bytes(string body, string hex)
    {
        var term = Encode(Encoding.UTF8.GetBytes($$"""{"t":"X","s":1,"op":0,"d":{{body}}}"""));

        Assert.That(term, Does.Contain(hex + "73026f70" + "6100"), "in front of op");
    }

    [Test]
    public void A_map_with_binary_keys_has_the_bytes_of_the_vector()
    {
        var term = Encode("""{"t":"X","s":1,"op":0,"d":{"a":[],"b":[1,2],"c":true,"f":1.5,"n":4000000000,"s":"é"}}"""u8);

        // The vector writes [1,2] as the list it is; Erlang itself, and this, as a string of bytes.
        Assert.That(term, Does.Contain(Vectors.EtfMap[4..].Replace("6c00000002610161026a", "6b00020102", StringComparison.Ordinal)));
    }

    [Test]
    public void The_name_of_an_event_is_an_atom_and_the_pairs_stand_in_order()
        => Assert.That(
            Encode("""{"t":"READY","s":1,"op":0,"d":7}"""u8),
            Is.EqualTo("8374000000047301646107" + "73026f706100" + "7301736101" + "730174" + "73055245414459"));

    [Test]
    public void A_list_of_small_integers_that_is_too_long_for_its_short_form_stays_a_list()
    {
        var zeros = string.Join(',', Enumerable.Repeat(0, 65_536));
        var longer = EtfTerms.Read(Bytes($$"""{"op":0,"d":[{{zeros}}]}"""))!["d"]!.AsArray();
        var longest = Encode(Encoding.UTF8.GetBytes($$"""{"op":0,"d":[{{zeros[2..]}}]}"""));

        Assert.That(longer, Has.Count.EqualTo(65_536));
        Assert.That(longest, Does.StartWith("837400000002" + "730164" + "6bffff"));
    }

    [Test]
    public void All_keys_can_be_atoms()
    {
        var name = new string('k', 256);
        var term = Encode(Encoding.UTF8.GetBytes($$$$"""{"op":0,"d":{"a":{"b":1,"{{{{name}}}}":2,"ä":3}}}"""), EtfKeys.AllAtoms);

        Assert.That(term, Does.Contain("730161" + "7400000003" + "730162" + "6101" + "6d00000100" + "6b6b"));
        Assert.That(term, Does.Contain("7702c3a46103"), "an atom in UTF-8");
    }

    [Test]
    public void Json_that_breaks_off_becomes_a_term_that_breaks_off()
    {
        var term = Bytes("""{"t":null,"s":null,"op":11,"d":""");

        Assert.That(term[..2], Is.EqualTo(new byte[] { 131, 116 }));
        Assert.That(() => EtfTerms.Read(term), Throws.InstanceOf<EndOfStreamException>());
    }

    [TestCase("7")]
    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("""{"op":1}{""")]
    [TestCase("""{"op":0,"d":{"x":"\ud800"}}""")]
    public void What_is_no_payload_becomes_a_term_that_breaks_off(string json)
        => Assert.That(() => EtfTerms.Read(Bytes(json)), Throws.InstanceOf<EndOfStreamException>());

    [TestCaseSource(typeof(EventRoutingTests), nameof(EventRoutingTests.AllEvents))]
    public void Every_event_is_the_same_in_both_encodings(string name)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Wording.AllIntents);
        world.Server.DispatchEvent(name, DispatchTo.All);
        world.Settle();

        Assert.That(client.Last.T, Is.EqualTo(name));
        foreach (var json in client.Payloads.Select(p => p.Raw))
        {
            AssertSame(json, EtfTerms.Read(Bytes(json)));
        }
    }

    private static void AssertSame(string json, JsonNode? term)
        => Assert.That(JsonNode.DeepEquals(JsonNode.Parse(json), term), $"{json}\n{term?.ToJsonString()}");

    private static string Encode(ReadOnlySpan<byte> json, EtfKeys keys = EtfKeys.Mixed)
        => Convert.ToHexStringLower(new EtfEncoder(keys).Encode(json));

    private static byte[] Bytes(string json) => new EtfEncoder(EtfKeys.Mixed).Encode(Encoding.UTF8.GetBytes(json));
}
