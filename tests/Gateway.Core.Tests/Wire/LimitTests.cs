using System.IO.Compression;
using System.Text;
using Gateway.Core.Compression;
using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Wire;

/// <summary>Bombs, broken streams, and what is held on to.</summary>
internal sealed class LimitTests
{
    private const int Cap = 1 << 20;
    private const string Head = """{"t":"MESSAGE_CREATE","s":1,"op":0,"d":""";

    private static readonly GatewayCompression[] Streams = [GatewayCompression.ZlibStream, GatewayCompression.ZstdStream];

    private static readonly GatewayCompression[] Compressed = [GatewayCompression.Payload, .. Streams];

    private static readonly TestCaseData[] ZstdForms =
        [new(false, 6, 18), new(true, 6, 18), new(false, 1, 10), new(true, 19, 22), new(false, 3, ZstdStreamDecompressor.MaxWindowLog)];

    [TestCaseSource(nameof(Compressed))]
    public void The_longest_payload_is_taken_and_a_byte_more_is_not(GatewayCompression compression)
    {
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, GatewayEncoding.Json, Cap);
        Assert.That(reader.Receive(compressor.Compress(Payload(Cap))), Is.EqualTo(InboxResult.Payload));
        Assert.That(reader.Payloads[0].Status, Is.EqualTo(EnvelopeStatus.Ok));
        Assert.That(reader.Receive(compressor.Compress(Payload(Cap + 1))), Is.EqualTo(InboxResult.TooLarge));
    }

    [TestCaseSource(nameof(Streams))]
    public void A_payload_in_many_messages_counts_as_one(GatewayCompression compression)
    {
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, GatewayEncoding.Json, Cap);
        var bytes = compressor.Compress(Payload(Cap + 1, isNoise: true));
        var results = bytes.Chunk(1000).Select(part => reader.Receive(part)).ToList();
        Assert.That(results.TakeWhile(r => r == InboxResult.Nothing).Count(), Is.GreaterThan(100));
        Assert.That(results, Does.Contain(InboxResult.TooLarge).And.Not.Contain(InboxResult.Payload));
    }

    [TestCaseSource(nameof(Compressed))]
    public void A_bomb_costs_no_more_than_the_longest_payload(GatewayCompression compression)
    {
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, GatewayEncoding.Json, Cap);
        var bomb = compressor.Compress(new byte[64 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(reader.Receive(bomb), Is.EqualTo(InboxResult.TooLarge));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(8 * Cap), "arrays that doubled on the way");
    }

    [Test]
    public void A_zstd_bomb_is_refused_long_before_a_very_long_payload()
    {
        // Blocks of four bytes that say 128 KiB of one byte each: 1 GiB in 32 KB.
        byte[] bomb = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x40, .. Enumerable.Repeat(new byte[] { 0x02, 0x00, 0x10, (byte)'x' }, 8192).SelectMany(b => b)];
        using var decompressor = GatewayCompression.ZstdStream.CreateDecompressor();
        var output = new CountingSink();
        Assert.That(decompressor.Decompress(bomb, output, 1 << 30), Is.EqualTo(DecompressStatus.TooLarge));
        Assert.That(output.Written, Is.LessThanOrEqualTo(InflationLimit.FreeBytes + (bomb.Length * InflationLimit.MaxRatio)));
        Assert.That(output.Written, Is.LessThan(1 << 27));
    }

    [TestCase(CompressionLevel.SmallestSize)]
    [TestCase(CompressionLevel.Fastest)]
    public void The_ratio_never_refuses_what_deflate_can_do(CompressionLevel level)
    {
        using var compressor = new TestCompressor.Zlib(level);
        var bytes = compressor.Compress(new byte[50 << 20]);
        Assert.That((50 << 20) / bytes.Length, Is.LessThan(InflationLimit.MaxRatio));
        Assert.That(InflationLimit.For(bytes.Length, 1 << 30), Is.GreaterThan(50 << 20));
    }

    [TestCaseSource(nameof(Compressed))]
    public void A_broken_stream_is_told_from_everything_else(GatewayCompression compression)
    {
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, GatewayEncoding.Json);
        Assert.That(reader.Receive(compressor.Compress(Payload(500))), Is.EqualTo(InboxResult.Payload));
        Assert.That(reader.Receive([0x78, 0x9C, 0xFF, 0xFF, 0xFF, 0xFF]), Is.EqualTo(InboxResult.Corrupt));
    }

    [Test]
    public void A_zlib_stream_that_says_it_ends_is_broken()
    {
        using var compressor = new TestCompressor.Each();
        using var reader = new WireReader(GatewayCompression.ZlibStream, GatewayEncoding.Json);
        Assert.That(reader.Receive(compressor.Compress(Payload(500))), Is.EqualTo(InboxResult.Payload));
        Assert.That(reader.Receive(compressor.Compress(Payload(500))), Is.EqualTo(InboxResult.Corrupt));
    }

    [TestCaseSource(nameof(Streams))]
    public void A_broken_payload_in_a_sound_stream_costs_only_itself(GatewayCompression compression)
    {
        using var compressor = TestCompressor.For(compression);
        using var reader = new WireReader(compression, GatewayEncoding.Json);
        reader.Receive(compressor.Compress("""{"op":10}"""u8.ToArray()));
        reader.Receive(compressor.Compress("""{"op":0,"s":1,"t":"MESSAGE_CREATE","d":{"""u8.ToArray()));
        reader.Receive(compressor.Compress("""{"op":11}"""u8.ToArray()));
        Assert.That(
            reader.Payloads.Select(p => (p.Status, p.Opcode)),
            Is.EqualTo(new[] { (EnvelopeStatus.Ok, 10), (EnvelopeStatus.BodyBroken, 0), (EnvelopeStatus.Ok, 11) }));
    }

    [Test]
    public void A_payload_without_flush_suffix_is_read_when_its_message_ends()
    {
        using var compressor = TestCompressor.For(GatewayCompression.ZlibStream);
        using var reader = new WireReader(GatewayCompression.ZlibStream, GatewayEncoding.Json);
        for (var i = 1; i <= 100; i++)
        {
            var message = compressor.Compress(Payload(100 + i));
            reader.Receive(message.AsSpan(..^4));
            Assert.That(reader.Payloads, Has.Count.EqualTo(i), "all of its bits were there");
            reader.Receive(message.AsSpan(message.Length - 4)); // Without it the next one would not fit.
        }
    }

    [TestCaseSource(nameof(ZstdForms))]
    public void Zstd_may_be_one_frame_or_a_frame_each_with_any_window(bool frameEach, int level, int windowLog)
    {
        using var compressor = new TestCompressor.Zstd(frameEach, level, windowLog);
        using var reader = new WireReader(GatewayCompression.ZstdStream, GatewayEncoding.Json, 1 << 24);
        int[] sizes = [100, 5000, 128 * 1024, 300_000, 3_000_000, 100];
        foreach (var size in sizes)
            Assert.That(reader.Receive(compressor.Compress(Payload(size, isNoise: true))), Is.EqualTo(InboxResult.Payload));

        Assert.That(reader.Payloads.Select(p => (p.Status, p.Data.Length)), Is.EqualTo(sizes.Select(s => (EnvelopeStatus.Ok, s - Head.Length - 1))));
    }

    [Test]
    public void Frames_of_zstd_need_not_be_alike()
    {
        using var one = new TestCompressor.Zstd(frameEach: true);
        using var other = new TestCompressor.Zstd(frameEach: true, level: 1, windowLog: 12);
        using var reader = new WireReader(GatewayCompression.ZstdStream, GatewayEncoding.Json);
        for (var i = 0; i < 20; i++)
            reader.Receive((i % 3 == 0 ? one : other).Compress(Payload(1000 + i)));

        Assert.That(reader.Payloads.Select(p => p.Status), Is.EqualTo(Enumerable.Repeat(EnvelopeStatus.Ok, 20)));
    }

    [Test]
    public void A_window_beyond_the_limit_is_refused()
    {
        // A frame header with a window of 2^28, and a raw block.
        using var reader = new WireReader(GatewayCompression.ZstdStream, GatewayEncoding.Json);
        Assert.That(
            reader.Receive([0x28, 0xB5, 0x2F, 0xFD, 0x00, (28 - 10) << 3, 0x10, 0, 0, (byte)'{', (byte)'}']),
            Is.EqualTo(InboxResult.Corrupt));
    }

    [Test]
    public void Text_on_a_compressed_connection_is_taken_as_it_is()
    {
        using var reader = new WireReader(GatewayCompression.ZlibStream, GatewayEncoding.Json);
        reader.Receive("""{"op":11}"""u8, isBinary: false);
        Assert.That(reader.Payloads.Single().Opcode, Is.EqualTo(11));
    }

    [Test]
    public void Compressed_payloads_that_nobody_has_asked_for_are_read()
    {
        using var compressor = new TestCompressor.Each();
        using var reader = new WireReader(GatewayCompression.None, GatewayEncoding.Json);
        reader.Receive(compressor.Compress("""{"op":11}"""u8.ToArray()));
        reader.Receive("""{"op":1}"""u8, isBinary: true);
        Assert.That(reader.Payloads.Select(p => p.Opcode), Is.EqualTo(new[] { 11, 1 }));
    }

    // An event of exactly so many bytes; noise is text that hardly compresses.
    private static byte[] Payload(int bytes, bool isNoise = false)
    {
        const string bodyHead = """{"content":" """;
        const string tail = "\"}}";
        var length = bytes - Head.Length - bodyHead.Length - tail.Length;
        var random = new Random(1);
        var text = isNoise ? string.Create(length, random, (span, r) => r.GetItems<char>("abcdefghijklmnopqrstuvwxyz012345", span)) : new string('x', length);
        return Encoding.UTF8.GetBytes(Head + bodyHead + text + tail);
    }

    // Forgets what is written.
    private sealed class CountingSink : System.Buffers.IBufferWriter<byte>
    {
        private readonly byte[] _bytes = new byte[1 << 16];

        public long Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes;

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes;
    }
}
