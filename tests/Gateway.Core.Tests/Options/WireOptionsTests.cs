using System.Buffers;
using Gateway.Core.Compression;

namespace Gateway.Core.Tests.Options;

/// <summary>Which encodings and compressions go together, and what is said when they do not.</summary>
internal sealed class WireOptionsTests
{
    private static readonly GatewayShardOptions Valid = new() { Token = "t", Intents = GatewayIntents.None };

    [Test]
    public void What_the_gateway_offers_is_accepted([Values] GatewayEncoding encoding)
    {
        foreach (var compression in GatewayCompression.All.Where(c => c != GatewayCompression.Payload))
            Assert.That(Violations(encoding, compression), Is.Empty, $"{encoding} {compression}");

        Assert.That(Violations(GatewayEncoding.Json, GatewayCompression.Payload), Is.Empty);
    }

    [Test]
    public void Payload_compression_of_ETF_is_refused_and_the_others_named() => Assert.That(
        Violations(GatewayEncoding.Etf, GatewayCompression.Payload),
        Is.EqualTo(new[] { "Compression is Payload. Allowed with the encoding Etf: None, ZlibStream, ZstdStream." }));

    [Test]
    public void An_unknown_encoding_is_refused() => Assert.That(
        Violations((GatewayEncoding)7, GatewayCompression.None), Is.EqualTo(new[] { "Encoding is 7. Allowed: Json, Etf." }));

    [Test]
    public void No_compression_is_a_value_and_not_null() => Assert.That(
        Violations(GatewayEncoding.Json, null!), Is.EqualTo(new[] { "Compression is null. Allowed: a value." }));

    [Test]
    public void What_this_machine_lacks_is_said_before_anything_is_dialled() => Assert.That(
        Violations(GatewayEncoding.Json, new Elsewhere()),
        Is.EqualTo(new[] { "Compression is Elsewhere, which cannot be used here: Buy another machine." }));

    [Test]
    public void One_of_ones_own_needs_no_change_in_the_library()
    {
        var url = Core.Protocol.GatewayUrl.Build(new Uri("wss://host"), compression: new Elsewhere());
        Assert.That(url.Query, Is.EqualTo("?v=10&encoding=json&compress=elsewhere-stream"));
    }

    private static IReadOnlyList<string> Violations(GatewayEncoding encoding, GatewayCompression compression) =>
        GatewayShardOptionsValidator.Validate(Valid with { Encoding = encoding, Compression = compression });

    private sealed class Elsewhere : GatewayCompression
    {
        public override string Name => "Elsewhere";

        public override string UrlValue => "elsewhere-stream";

        public override string? FindObstacle() => "Buy another machine.";

        public override PayloadDecompressor CreateDecompressor() => new Nothing();
    }

    private sealed class Nothing : PayloadDecompressor
    {
        public override DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes) =>
            DecompressStatus.Corrupt;
    }
}
