using System.Buffers;
using System.Text;
using Gateway.Core.Driver;
using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Tests.Wire;

/// <summary>The vectors of the protocol's description, byte for byte.</summary>
internal sealed class VectorTests
{
    private const string M1 = """{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}""";
    private const string M2 = """{"t":null,"s":null,"op":11,"d":null}""";
    private const string ZstdM1 =
        "28b52ffd0040e001007b2274223a6e756c6c2c2273223a6e756c6c2c226f70223a31302c2264223a7b226865617274626561745f696e74657276616c223a34313235307d7d";

    [Test]
    public void Zlib_stream() => AssertReads(
        GatewayCompression.ZlibStream,
        "789caa562a51b2ca2bcdc9d1512a8631f20b94ac0c0d74945294acaa953252138b4a9252134be233f34a528bca127394ac4c0c8d4c0d6a6b01000000ffff",
        "aac6a5d710ac1724500b000000ffff",
        "22460d000000ffff");

    [Test]
    public void Zstd_stream() => AssertReads(
        GatewayCompression.ZstdStream, ZstdM1, "8c000058312c2264223a6e756c6c7d01007f5140", "3400000001000fa980");

    [Test]
    public void Zstd_stream_of_raw_blocks()
    {
        const string raw = "2001007b2274223a6e756c6c2c2273223a6e756c6c2c226f70223a31312c2264223a6e756c6c7d";
        AssertReads(GatewayCompression.ZstdStream, ZstdM1, raw, raw);
    }

    [Test]
    public void Compressed_payload()
    {
        using var reader = new WireReader(GatewayCompression.Payload, GatewayEncoding.Json);
        reader.Receive(Encoding.UTF8.GetBytes(M1), isBinary: false);
        reader.Receive(Convert.FromHexString("789cab562a51b2ca2bcdc9d1512a8631f20b94ac0c0d7594522002b500ce640b32"));
        Assert.That(reader.Payloads.Select(p => p.Opcode), Is.EqualTo(new[] { 10, 11 }));
    }

    [Test]
    public void Etf_Hello()
    {
        using var reader = new WireReader(GatewayCompression.None, GatewayEncoding.Etf);
        reader.Receive(Convert.FromHexString(
            "837400000004730164740000000173126865617274626561745f696e74657276616c620000a12273026f70610a73017373036e696c73017473036e696c"));
        Assert.That(
            reader.Payloads,
            Is.EqualTo(new[] { new Received(EnvelopeStatus.Ok, 10, null, null, """{"heartbeat_interval":41250}""") }));
    }

    [TestCase(251L, "8374000000026d000000026f7061016d000000016461fb")]
    [TestCase(null, "8374000000026d000000026f7061016d000000016473036e696c")]
    public void Etf_heartbeat(long? sequence, string hex) => Assert.That(
        Convert.ToHexStringLower(PayloadWriter.Heartbeat(sequence, GatewayEncoding.Etf)), Is.EqualTo(hex));

    [TestCase(0L)]
    [TestCase(255L)]
    [TestCase(256L)]
    [TestCase((long)int.MaxValue)]
    [TestCase(int.MaxValue + 1L)]
    [TestCase((long)int.MinValue)]
    [TestCase(int.MinValue - 1L)]
    [TestCase(1L << 40)]
    [TestCase(long.MaxValue)]
    [TestCase(long.MinValue)]
    public void An_ETF_heartbeat_is_what_the_encoder_makes_of_its_JSON(long sequence) => Assert.That(
        PayloadWriter.Heartbeat(sequence, GatewayEncoding.Etf), Is.EqualTo(EtfEncoder.Encode(PayloadWriter.Heartbeat(sequence))));

    [Test]
    public void Etf_with_one_of_each() => Assert.That(
        Convert.ToHexStringLower(EtfEncoder.Encode("""{"a":[],"b":[1,2],"c":true,"f":1.5,"n":4000000000,"s":"é"}"""u8)),
        Is.EqualTo("8374000000066d00000001616a6d00000001626c00000002610161026a6d00000001637304747275656d0000000166463ff80000000000006d000000016e6e040000286bee6d00000001736d00000002c3a9"));

    [TestCase("6e0700010080c9656794", "\"41771983423143937\"")]
    [TestCase("6e0800cccccccccccccc0c", "\"922337203685477580\"")]
    [TestCase("6b00020004", "[0,4]")]
    [TestCase("62fffffffb", "-5")]
    public void Etf_terms(string hex, string json)
    {
        var written = new ArrayBufferWriter<byte>();
        Assert.That(EtfJson.TryWrite(Convert.FromHexString(hex), written), Is.True);
        Assert.That(Encoding.UTF8.GetString(written.WrittenSpan), Is.EqualTo(json));
    }

    private static void AssertReads(GatewayCompression compression, params string[] messages)
    {
        using var reader = new WireReader(compression, GatewayEncoding.Json);
        foreach (var message in messages)
            Assert.That(reader.Receive(Convert.FromHexString(message)), Is.EqualTo(InboxResult.Payload));

        var hello = new Received(EnvelopeStatus.Ok, 10, null, null, """{"heartbeat_interval":41250}""");
        var ack = new Received(EnvelopeStatus.Ok, 11, null, null, "null");
        Assert.That(reader.Payloads, Is.EqualTo(new[] { hello, ack, ack }));
        Assert.That((M1.Length, M2.Length), Is.EqualTo((60, 36)), "the vectors' own lengths");
    }
}
