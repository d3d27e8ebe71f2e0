using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Gateway.Core.Commands;
using Gateway.Core.Compression;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Tests.Wire;

/// <summary>Erlang's external term format to the letter.</summary>
internal sealed class EtfTests
{
    // All of an event but its body, which stands last.
    private static byte[] HeadOfEvent =>
        [131, 116, 0, 0, 0, 4, 115, 1, .. "t"u8, 115, 12, .. "TYPING_START"u8, 115, 1, .. "s"u8, 97, 7, 115, 2, .. "op"u8, 97, 0, 115, 1, .. "d"u8];

    [TestCase("61ff", "255")]
    [TestCase("6280000000", "-2147483648")]
    [TestCase("46c008000000000000", "-3.0", Description = "A whole float stays one.")]
    [TestCase("463ff8000000000000", "1.5")]
    [TestCase("63312e3530303030303030303030303030303030303030652b30300000000000", "1.5", Description = "FLOAT_EXT")]
    [TestCase("6a", "[]", Description = "NIL is an empty list and not null.")]
    [TestCase("6b000361ff00", "[97,255,0]", Description = "STRING is a list and not text.")]
    [TestCase("6c00000002610161026a", "[1,2]")]
    [TestCase("680261016102", "[1,2]")]
    [TestCase("690000000161 01", "[1]")]
    [TestCase("7303 6e696c", "null")]
    [TestCase("6400 046e756c6c", "null")]
    [TestCase("7709 756e646566696e6564", "null")]
    [TestCase("7304 74727565", "true")]
    [TestCase("760005 66616c7365", "false")]
    [TestCase("7306 6f6e6c696e65", "\"online\"")]
    [TestCase("7301e9", "\"é\"", Description = "An old atom is Latin-1.")]
    [TestCase("7702c3a9", "\"é\"")]
    [TestCase("6d00000006 610a0922 5c01", "\"a\\n\\t\\\"\\\\\\u0001\"")]
    [TestCase("6e0100ff", "255")]
    [TestCase("6e0101ff", "-255")]
    [TestCase("6e080000000000000020 00", "9007199254740992", Description = "2^53 is exact.")]
    [TestCase("6e070001000000000020", "\"9007199254740993\"")]
    [TestCase("6e070101000000000020", "\"-9007199254740993\"")]
    [TestCase("6e0800ffffffffffffffff", "\"18446744073709551615\"")]
    [TestCase("6e0900000000000000000001", "\"18446744073709551616\"")]
    [TestCase("6f0000000900000000000000000001", "\"18446744073709551616\"")]
    [TestCase("7400000001 7302 6964 6101", """{"id":1}""", Description = "Of a component.")]
    [TestCase("7400000001 7302 6964 6e0500ffffffff00", """{"id":4294967295}""")]
    [TestCase("7400000001 7302 6964 6e05000000000001", """{"id":"4294967296"}""")]
    [TestCase("7400000001 7308 6775696c645f6964 6101", """{"guild_id":"1"}""")]
    [TestCase("7400000001 7309 616e737765725f6964 6101", """{"answer_id":1}""")]
    [TestCase("7400000001 7308 757365725f696473 6b000101", """{"user_ids":["1"]}""")]
    [TestCase("7400000001 7305 726f6c6573 6b000101", """{"roles":["1"]}""")]
    [TestCase("7400000001 7301 74 6e0600c1b2a3000001", "{\"t\":1099522355905}", Description = "A time is a number.")]
    [TestCase("7400000001 6e0700010080c9656794 6a", """{"41771983423143937":[]}""", Description = "Ids as keys.")]
    [TestCase("7400000001 6105 6a", """{"5":[]}""")]
    [TestCase("7400000002 730a5f5f7374727563745f5f 730141 730178 6101", """{"x":1}""", Description = "__struct__ has leaked.")]
    public void A_term_has_one_form_in_JSON(string hex, string json)
    {
        var term = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var written = new ArrayBufferWriter<byte>();
        Assert.That(EtfJson.TryWrite(term, written), Is.True);
        Assert.That(Encoding.UTF8.GetString(written.WrittenSpan), Is.EqualTo(json));
        Assert.That(Enumerable.Range(0, term.Length).Select(n => EtfJson.TryWrite(term.AsSpan(0, n), written)), Is.All.False, "cut short");
    }

    [TestCase("", Description = "Nothing.")]
    [TestCase("6101 6101", Description = "Two terms.")]
    [TestCase("00", Description = "No tag.")]
    [TestCase("6c00000001 6101 6102", Description = "A list without end.")]
    [TestCase("6d00000001ff", Description = "No UTF-8.")]
    [TestCase("7701c3", Description = "No UTF-8 in an atom.")]
    [TestCase("467ff0000000000000", Description = "Infinity.")]
    [TestCase("467ff8000000000000", Description = "No number.")]
    [TestCase("63ff0000000000000000000000000000000000000000000000000000000000000000", Description = "No text of a number.")]
    [TestCase("7400000001 6a 6101", Description = "A list as key.")]
    [TestCase("7400000001 463ff8000000000000 6101", Description = "A float as key.")]
    [TestCase("6dffffffff", Description = "A length beyond the end.")]
    [TestCase("6cffffffff", Description = "A count beyond the end.")]
    [TestCase("74ffffffff", Description = "A count beyond the end.")]
    [TestCase("6f00000041 00", Description = "An integer beyond the limit.")]
    [TestCase("640100", Description = "An atom beyond the limit.")]
    [TestCase("50 00000000", Description = "A compressed term inside of another.")]
    public void What_has_none_is_refused(string hex) => Assert.That(
        EtfJson.TryWrite(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), new ArrayBufferWriter<byte>()), Is.False);

    [TestCase(127, true)]
    [TestCase(128, false)]
    [TestCase(1_000_000, false)]
    public void Depth_is_limited(int depth, bool isRead)
    {
        byte[] term = [.. Enumerable.Repeat(new byte[] { EtfTag.SmallTuple, 1 }, depth).SelectMany(t => t), EtfTag.Nil];
        Assert.That(EtfJson.TryWrite(term, new ArrayBufferWriter<byte>()), Is.EqualTo(isRead));
        byte[] payload = [131, 116, 0, 0, 0, 2, 115, 2, .. "op"u8, 97, 11, 115, 1, .. "d"u8, .. term];
        Assert.That(EtfEnvelopeReader.TryRead(payload, out _), Is.EqualTo(isRead ? EnvelopeStatus.Ok : EnvelopeStatus.BodyBroken));
    }

    [Test]
    public void An_envelope_is_the_same_with_atoms_binaries_and_in_any_order()
    {
        byte[] op = [.. "op"u8], body = [115, 1, .. "d"u8, .. TestEtf.Term("""{"id":"175928847299117063"}""")];
        byte[][] atoms = [[115, 2, .. op, 97, 0], [115, 1, .. "s"u8, 98, 0, 0, 1, 0], [100, 0, 1, .. "t"u8, 115, 12, .. "TYPING_START"u8], body];
        byte[][] binaries = [[109, 0, 0, 0, 2, .. op, 97, 0], [119, 1, .. "s"u8, 110, 2, 0, 0, 1], [118, 0, 1, .. "t"u8, 109, 0, 0, 0, 12, .. "TYPING_START"u8], body];
        foreach (var fields in new[] { atoms, binaries, [.. atoms.Reverse()], [body, .. binaries[..3]] })
        {
            byte[] payload = [131, 116, 0, 0, 0, 4, .. fields.SelectMany(f => f)];
            Assert.That(EtfEnvelopeReader.TryRead(payload, out var envelope), Is.EqualTo(EnvelopeStatus.Ok));
            Assert.That((envelope.Opcode, envelope.Sequence, envelope.EventName), Is.EqualTo((0, 256L, "TYPING_START")));
            Assert.That(envelope.Event, Is.SameAs(DispatchEventTable.All.Single(e => e.Name == "TYPING_START")));
            Assert.That(envelope.DataOf(payload).ToArray(), Is.EqualTo(body[3..]));
        }
    }

    [TestCase("""{"op":0,"s":7,"t":"X"}""", EnvelopeStatus.Ok)]
    [TestCase("""{"op":-1}""", EnvelopeStatus.Malformed)]
    [TestCase("""{"op":"0"}""", EnvelopeStatus.Malformed)]
    [TestCase("""{"op":0.5}""", EnvelopeStatus.Malformed)]
    [TestCase("""{"op":0,"s":-1}""", EnvelopeStatus.Malformed)]
    [TestCase("""{"op":0,"s":"1"}""", EnvelopeStatus.Malformed)]
    [TestCase("""{"op":0,"t":5}""", EnvelopeStatus.Malformed)]
    [TestCase("""{"s":1}""", EnvelopeStatus.Malformed)]
    public void An_envelope_is_judged_as_in_JSON(string json, EnvelopeStatus expected)
    {
        Assert.That(EtfEnvelopeReader.TryRead(TestEtf.Payload(json), out _), Is.EqualTo(expected));
        Assert.That(EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(json), out _), Is.EqualTo(expected));
    }

    [TestCase("MESSAGE_CREATE", true)]
    [TestCase("READY", false)]
    [TestCase("RESUMED", false)]
    public void The_body_of_an_event_is_taken_unread_where_it_comes_last(string name, bool isUnread)
    {
        byte[] head = [131, 116, 0, 0, 0, 4, 115, 1, .. "t"u8, 115, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), 115, 1, .. "s"u8, 97, 7, 115, 2, .. "op"u8, 97, 0];
        byte[] whole = [.. head, 115, 1, .. "d"u8, .. TestEtf.Term("""{"session_id":"a"}""")], cut = whole[..^1];
        var status = EtfEnvelopeReader.TryReadTrustingBody(whole, out var trusted, out var isTrusted);
        Assert.That(isTrusted, Is.EqualTo(isUnread));
        Assert.That(EtfEnvelopeReader.TryRead(whole, out var read), Is.EqualTo(status).And.EqualTo(EnvelopeStatus.Ok));
        Assert.That((trusted.Sequence, trusted.EventName), Is.EqualTo((read.Sequence, read.EventName)));
        Assert.That((trusted.DataStart, trusted.DataLength), Is.EqualTo((read.DataStart, read.DataLength)));

        status = EtfEnvelopeReader.TryReadTrustingBody(cut, out trusted, out _);
        Assert.That(status, Is.EqualTo(isUnread ? EnvelopeStatus.Ok : EnvelopeStatus.BodyBroken));
        Assert.That(trusted.Sequence, Is.EqualTo(7));
        Assert.That(isUnread && EtfJson.TryWrite(trusted.DataOf(cut), new ArrayBufferWriter<byte>()), Is.False, "Whoever decodes it hears of it");
    }

    [Test]
    public void A_broken_body_ends_the_trust_in_those_behind_it()
    {
        byte[] whole = [.. HeadOfEvent, .. TestEtf.Term("""{"id":"1"}""")];
        byte[][] broken = [whole[..^1], [.. whole, 106]];
        foreach (var bytes in broken)
        {
            using var reader = new WireReader(GatewayCompression.None, GatewayEncoding.Etf);
            byte[][] messages = [whole, bytes, bytes, whole];
            Array.ForEach(messages, m => reader.Receive(m));
            Assert.That(
                reader.Payloads.Select(p => (p.Status == EnvelopeStatus.Ok, p.Data)),
                Is.EqualTo(new[] { (true, """{"id":"1"}"""), (true, "undecodable"), (false, ""), (true, """{"id":"1"}""") }),
                "the first one is delivered unread, the next one is not");
        }
    }

    [Test]
    public void A_sound_term_without_form_in_JSON_costs_no_trust()
    {
        byte[] infinity = [.. HeadOfEvent, 116, 0, 0, 0, 1, 115, 1, .. "x"u8, 70, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0];
        using var reader = new WireReader(GatewayCompression.None, GatewayEncoding.Etf);
        reader.Receive(infinity);
        reader.Receive(infinity);
        Assert.That(
            reader.Payloads.Select(p => (p.Status, p.Data)),
            Is.EqualTo(new[] { (EnvelopeStatus.Ok, "undecodable"), (EnvelopeStatus.Ok, "undecodable") }));
    }

    [Test]
    public void Several_payloads_in_one_message_are_seen()
    {
        var payload = TestEtf.Payload("""{"t":"X","s":1,"op":0,"d":{"a":1}}""");
        Assert.That(EtfEnvelopeReader.MayHoldSeveral(payload), Is.False);
        Assert.That(EtfEnvelopeReader.MayHoldSeveral([.. payload, .. payload]), Is.True);
        Assert.That(EtfEnvelopeReader.MayHoldSeveral([.. payload, 131, EtfTag.Compressed, 0, 0, 0, 9]), Is.True);
    }

    [Test]
    public void A_cut_payload_still_tells_its_sequence()
    {
        byte[] payload = [131, 116, 0, 0, 0, 3, 115, 2, .. "op"u8, 97, 0, 115, 1, .. "s"u8, 97, 9, 115, 1, .. "d"u8, EtfTag.Map, 0, 0];
        Assert.That(EtfEnvelopeReader.TryRead(payload, out var envelope), Is.EqualTo(EnvelopeStatus.BodyBroken));
        Assert.That((envelope.Sequence, envelope.DataLength), Is.EqualTo((9L, 0)));
    }

    [TestCase(0, DecompressStatus.PayloadEnd)]
    [TestCase(1, DecompressStatus.Corrupt)]
    [TestCase(-1, DecompressStatus.Corrupt)]
    [TestCase(2000, DecompressStatus.TooLarge)]
    public void A_compressed_term_is_expanded_when_its_size_is_true(int off, DecompressStatus expected)
    {
        var plain = TestEtf.Payload("""{"op":11,"d":null}""");
        using var each = new TestCompressor.Each();
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, plain.Length - 1 + off);
        byte[] packed = [131, 80, .. size, .. each.Compress(plain[1..])];
        var expanded = new ArrayBufferWriter<byte>();
        using var inflater = new WholeZlibInflater();
        Assert.That(CompressedTerm.Expand(inflater, packed, expanded, 1000), Is.EqualTo(expected));
        if (expected == DecompressStatus.PayloadEnd)
            Assert.That(expanded.WrittenSpan.ToArray(), Is.EqualTo(plain));
    }

    [TestCase("""{"guild_id":"1","x":1}""", true)]
    [TestCase("""{"x":{"guild_id":"1"}}""", false)]
    [TestCase("""{"x":[1,{}],"guild_id":null}""", false)]
    [TestCase("[]", false)]
    public void A_guilds_event_is_told_from_a_direct_messages(string json, bool isGuilds) =>
        Assert.That(EtfEnvelopeReader.HasGuildId(TestEtf.Term(json)), Is.EqualTo(isGuilds));

    [Test]
    public void What_we_send_has_binary_keys_and_is_masked_for_observers()
    {
        var identify = PayloadWriter.Identify(new IdentifySettings(), null, "secret-token", GatewayEncoding.Etf);
        var written = new ArrayBufferWriter<byte>();
        var masked = TokenMask.Apply(identify);
        Assert.That(EtfJson.TryWrite(masked.Span[1..], written), Is.True);
        Assert.That(
            Encoding.UTF8.GetString(written.WrittenSpan),
            Does.StartWith("""{"op":2,"d":{"token":"***","intents":0,""").And.Contain("\"shard\":[0,1]").And.Not.Contain("secret"));
        Assert.That(Encoding.Latin1.GetString(masked.Span), Does.Not.Contain("secret"));
        Assert.That(Encoding.Latin1.GetString(identify), Does.Contain("secret-token").And.Not.Contain("s\u0002op").And.Not.Contain("s\u0001d"));
    }

    [Test]
    public void A_command_may_be_too_long_in_ETF_alone()
    {
        // In JSON an item is its digits and a comma, in ETF always five bytes and the digits.
        var command = new RawCommand(GatewayOpcode.RequestSoundboardSounds, Encoding.UTF8.GetBytes(
            "[" + string.Join(',', Enumerable.Repeat("[1000]", 500)) + "]"));
        Assert.That(command.Encode().Length, Is.LessThan(GatewayCommand.MaxPayloadBytes));
        Assert.That(
            () => command.Encode(GatewayEncoding.Etf),
            Throws.ArgumentException.With.Message.Contains("Allowed: at most 4096 bytes"));
    }

    [Test]
    public void A_machine_speaks_ETF_when_told_to()
    {
        var machine = new ShardMachine(new ShardMachineOptions
        {
            Identify = new IdentifySettings(),
            Encoding = GatewayEncoding.Etf,
            Compression = GatewayCompression.ZlibStream,
            Random = static () => 0.5,
        });
        machine.Start(TimeSpan.Zero);
        machine.OnOpened(1, TimeSpan.Zero);
        machine.OnPayload(1, TestEtf.Payload("""{"op":10,"d":{"heartbeat_interval":41250}}"""), TimeSpan.Zero, out _);
        machine.OnIdentifyPermit(1, TimeSpan.Zero);
        machine.OnToken(1, "t", TimeSpan.Zero);
        const string ready = """{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","user":{"id":"175928847299117063"}}}""";
        var result = machine.OnPayload(1, TestEtf.Payload(ready), TimeSpan.Zero, out _);
        machine.OnDeadline(TimeSpan.FromSeconds(30));
        var actions = new List<ShardAction>();
        while (machine.TryTakeAction(out var action))
            actions.Add(action!);

        Assert.That(actions.OfType<DialAction>().Single().Url.Query, Is.EqualTo("?v=10&encoding=etf&compress=zlib-stream"));
        Assert.That((result.Deliver, machine.ReadyData!.SessionId, machine.ReadyData.UserId), Is.EqualTo((true, "abc", 175928847299117063)));
        Assert.That(actions.OfType<SendAction>().Single().Payload.Span[0], Is.EqualTo(131));
        Assert.That(actions.OfType<HeartbeatAction>(), Has.Exactly(1).Items);
        var beat = new byte[PayloadWriter.MaxHeartbeatBytes];
        Assert.That(
            Convert.ToHexStringLower(beat.AsSpan(0, machine.WriteHeartbeat(beat))),
            Is.EqualTo("8374000000026d000000026f7061016d00000001646101"));
    }
}
