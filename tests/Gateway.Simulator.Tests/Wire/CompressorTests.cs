using Gateway.Interop.Zstd;
using Gateway.Simulator.Wire;

namespace Gateway.Simulator.Tests.Wire;

[TestFixture]
internal sealed class CompressorTests
{
    [Test]
    public void Zlib_stream_has_the_bytes_of_the_vectors()
    {
        using var compressor = new ZlibStreamCompressor(new Scratch());

        Assert.That(HelloAckAck(compressor), Is.EqualTo(Vectors.ZlibStream));
    }

    [Test]
    public void Zstd_stream_has_the_bytes_of_the_vectors()
    {
        Assume.That(LibZstd.IsAvailable, "No libzstd on this machine.");
        using var compressor = new ZstdPayloadCompressor(new Scratch(), framePerMessage: false);

        Assert.That(HelloAckAck(compressor), Is.EqualTo(Vectors.ZstdStream));
    }

    [Test]
    public void A_compressed_payload_has_the_bytes_of_the_vector()
    {
        using var compressor = new ZlibPayloadCompressor(new Scratch());

        Assert.That(Convert.ToHexStringLower(compressor.Compress(Vectors.Ack)), Is.EqualTo(Vectors.ZlibPayloadAck));
    }

    [Test]
    public void A_raw_block_has_the_bytes_of_the_vector_and_the_header_comes_once()
    {
        using var compressor = new ZstdRawBlocks(new Scratch(), framePerMessage: false);

        Assert.That(Convert.ToHexStringLower(compressor.Compress(Vectors.Ack)), Is.EqualTo("28b52ffd0040" + Vectors.ZstdRawBlockAck));
        Assert.That(Convert.ToHexStringLower(compressor.Compress(Vectors.Ack)), Is.EqualTo(Vectors.ZstdRawBlockAck));
    }

    [Test]
    public void A_compressor_of_one_connection_does_not_disturb_that_of_another()
    {
        var shared = new Scratch();
        using var one = new ZlibStreamCompressor(shared);
        using var two = new ZlibStreamCompressor(shared);
        var made = new List<string>[] { [], [] };
        for (var i = 0; i < 3; i++)
        {
            made[0].Add(Convert.ToHexStringLower(one.Compress(i == 0 ? Vectors.Hello : Vectors.Ack)));
            made[1].Add(Convert.ToHexStringLower(two.Compress(i == 0 ? Vectors.Hello : Vectors.Ack)));
        }

        Assert.That(made[0], Is.EqualTo(Vectors.ZlibStream));
        Assert.That(made[1], Is.EqualTo(Vectors.ZlibStream));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Libzstd_reads_raw_blocks_of_every_size_around_the_limit_of_a_block(bool framePerMessage)
    {
        Assume.That(LibZstd.IsAvailable, "No libzstd on this machine.");
        using var compressor = new ZstdRawBlocks(new Scratch(), framePerMessage);
        using var reader = MessageReader.For("zstd-stream");
        foreach (var size in new[] { 0, 1, 131_071, 131_072, 131_073, 262_144, 262_145, 3_000_000, 1 })
        {
            var payload = new byte[size];
            new Random(size).NextBytes(payload);

            Assert.That(reader.Read(compressor.Compress(payload), text: false), Is.EqualTo(payload), $"{size} bytes");
        }
    }

    [Test]
    public void A_complete_frame_can_be_read_without_those_before_it()
    {
        Assume.That(LibZstd.IsAvailable, "No libzstd on this machine.");
        using var compressor = new ZstdPayloadCompressor(new Scratch(), framePerMessage: true);
        compressor.Compress(Vectors.Hello);
        var frame = compressor.Compress(Vectors.Ack);
        using var reader = MessageReader.For("zstd-stream");

        Assert.That(reader.Read(frame, text: false), Is.EqualTo(Vectors.Ack.ToArray()));
    }

    [Test]
    public void A_scratch_buffer_does_not_stay_large()
    {
        var scratch = new Scratch();
        scratch.Writer.GetSpan(5 << 20);
        scratch.Writer.Advance(5 << 20);

        Assert.That(scratch.Take(), Has.Length.EqualTo(5 << 20));
        Assert.That(scratch.Writer.GetSpan(1).Length, Is.LessThan(1 << 20));
    }

    private static string[] HelloAckAck(IPayloadCompressor compressor) =>
    [
        Convert.ToHexStringLower(compressor.Compress(Vectors.Hello)),
        Convert.ToHexStringLower(compressor.Compress(Vectors.Ack)),
        Convert.ToHexStringLower(compressor.Compress(Vectors.Ack)),
    ];
}
