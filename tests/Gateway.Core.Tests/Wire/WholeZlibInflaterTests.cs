using System.Buffers;
using System.IO.Compression;
using System.Text;
using Gateway.Core.Compression;

namespace Gateway.Core.Tests.Wire;

/// <summary>One inflater for many zlib streams.</summary>
internal sealed class WholeZlibInflaterTests
{
    private static readonly int[] Sizes = [0, 1, 2, 15, 16, 17, 100, 1700, 5536, 5553, 8192, 40_000, 300_000];

    [Test]
    public void Streams_of_all_sizes_and_levels_come_out_as_they_went_in([Values] CompressionLevel level, [Values] bool isNoise)
    {
        using var inflater = new WholeZlibInflater();
        for (var round = 0; round < 3; round++)
        {
            foreach (var size in Sizes)
            {
                var content = Content(size, isNoise);
                Assert.That(Inflate(inflater, Compress(content, level), out var output), Is.EqualTo(DecompressStatus.PayloadEnd));
                Assert.That(output.AsSpan().SequenceEqual(content), Is.True, $"{size} bytes");
            }
        }
    }

    [TestCase(new byte[] { 0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.PayloadEnd)]
    [TestCase(new byte[] { 0x08, 0x1D, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.PayloadEnd, Description = "a window of 256")]
    [TestCase(new byte[] { 0x77, 0x0A, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.Corrupt, Description = "not deflate")]
    [TestCase(new byte[] { 0x88, 0x1C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.Corrupt, Description = "a window of 64 KiB")]
    [TestCase(new byte[] { 0x78, 0x02, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.Corrupt, Description = "a wrong check sum")]
    [TestCase(new byte[] { 0x78, 0x20, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.Corrupt, Description = "a dictionary")]
    [TestCase(new byte[] { 0x78, 0x01, 0x03, 0x00, 0x00, 0x00, 0x00, 0x02 }, ExpectedResult = DecompressStatus.Corrupt, Description = "a wrong Adler-32")]
    [TestCase(new byte[] { 0x78, 0x01, 0x00, 0x00, 0x00, 0x01 }, ExpectedResult = DecompressStatus.Corrupt, Description = "nothing deflated")]
    [TestCase(new byte[] { 0x78 }, ExpectedResult = DecompressStatus.Corrupt)]
    [TestCase(new byte[0], ExpectedResult = DecompressStatus.Corrupt)]
    public DecompressStatus The_frame_of_zlib_is_checked(byte[] stream)
    {
        using var inflater = new WholeZlibInflater();
        return Inflate(inflater, stream, out _);
    }

    [Test]
    public void A_stream_that_was_cut_or_goes_on_is_corrupt_and_the_next_one_is_read()
    {
        var content = Content(300, isNoise: false);
        var stream = Compress(content, CompressionLevel.Optimal);
        var next = Compress([1, 2, 3], CompressionLevel.Optimal);
        using var inflater = new WholeZlibInflater();
        for (var length = 0; length < stream.Length; length++)
        {
            Assert.That(Inflate(inflater, stream[..length], out _), Is.EqualTo(DecompressStatus.Corrupt), $"cut after {length}");
            Assert.That(Inflate(inflater, next, out var output), Is.EqualTo(DecompressStatus.PayloadEnd));
            Assert.That(output, Is.EqualTo(new byte[] { 1, 2, 3 }));
        }

        for (var more = 1; more < 40; more++)
        {
            Assert.That(Inflate(inflater, [.. stream, .. stream[..Math.Min(more, stream.Length)]], out _), Is.EqualTo(DecompressStatus.Corrupt), $"{more} more");
            Assert.That(Inflate(inflater, stream, out var output), Is.EqualTo(DecompressStatus.PayloadEnd));
            Assert.That(output, Is.EqualTo(content));
        }
    }

    [Test]
    public void No_changed_bit_gives_other_bytes()
    {
        var content = Content(500, isNoise: false);
        var stream = Compress(content, CompressionLevel.Optimal);
        using var inflater = new WholeZlibInflater();
        var corrupt = 0;
        for (var bit = 0; bit < stream.Length * 8; bit++)
        {
            var changed = stream.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Inflate(inflater, changed, out var output) == DecompressStatus.PayloadEnd)
                Assert.That(output, Is.EqualTo(content), $"bit {bit}");
            else
                corrupt++;
        }

        Assert.That(corrupt, Is.GreaterThan((stream.Length * 8) - 8), "only the bits that fill the last byte mean nothing");
    }

    [Test]
    public void A_stream_that_never_says_that_it_ends_is_found_out_by_the_next_one_at_the_latest()
    {
        for (var size = 0; size < 300; size++)
        {
            var content = Content(size, isNoise: false);
            using var flushed = new TestCompressor.Zlib();
            var adler = SlowAdler(content);
            byte[] open = [.. flushed.Compress(content), (byte)(adler >> 24), (byte)(adler >> 16), (byte)(adler >> 8), (byte)adler];
            var sound = Compress(content, CompressionLevel.Optimal);
            using var inflater = new WholeZlibInflater();
            DecompressStatus[] two = [Inflate(inflater, open, out _), Inflate(inflater, sound, out _)];
            Assert.That(two, Does.Contain(DecompressStatus.Corrupt), $"{size} bytes");
            Assert.That(Inflate(inflater, sound, out var output), Is.EqualTo(DecompressStatus.PayloadEnd));
            Assert.That(output, Is.EqualTo(content));
        }
    }

    [Test]
    public void A_stream_longer_than_allowed_is_left_and_the_next_one_is_read()
    {
        using var inflater = new WholeZlibInflater();
        var stream = Compress(Content(5000, isNoise: true), CompressionLevel.Fastest);
        Assert.That(inflater.Inflate(stream, new ArrayBufferWriter<byte>(), 4999, out _), Is.EqualTo(DecompressStatus.TooLarge));
        Assert.That(inflater.Inflate(stream, new ArrayBufferWriter<byte>(), 5000, out var written), Is.EqualTo(DecompressStatus.PayloadEnd));
        Assert.That(written, Is.EqualTo(5000));
    }

    [Test]
    public void A_stream_allocates_nothing_but_the_first()
    {
        using var inflater = new WholeZlibInflater();
        var stream = Compress(Content(3000, isNoise: false), CompressionLevel.Optimal);
        var output = new ArrayBufferWriter<byte>(8192);
        inflater.Inflate(stream, output, 8192, out _);
        output.ResetWrittenCount();
        inflater.Inflate(stream, output, 8192, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            output.ResetWrittenCount();
            inflater.Inflate(stream, output, 8192, out _);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void The_checksums_are_those_of_the_standards()
    {
        Assert.That(Crc32.Append(Crc32.Start, "123456789"u8), Is.EqualTo(0xCBF43926));
        Assert.That(Adler32.Append(Adler32.Start, "Wikipedia"u8), Is.EqualTo(0x11E60398));
        var most = Enumerable.Repeat((byte)0xFF, 70_000).ToArray();
        Assert.That(Adler32.Append(Adler32.Start, most), Is.EqualTo(SlowAdler(most)));
        Assert.That(Adler32.Append(0xFFF0FFF0, most), Is.EqualTo(SlowAdler(most, 0xFFF0FFF0)), "the largest that a checksum can be");
    }

    [Test]
    public void The_checksums_may_be_taken_in_parts()
    {
        var bytes = Content(20_000, isNoise: true);
        var random = new Random(3);
        var (crc, adler) = (Crc32.Start, Adler32.Start);
        for (var at = 0; at < bytes.Length;)
        {
            var part = bytes.AsSpan(at, Math.Min(random.Next(200), bytes.Length - at));
            crc = Crc32.Append(crc, part);
            adler = Adler32.Append(adler, part);
            at += part.Length;
            Assert.That(adler, Is.EqualTo(SlowAdler(bytes.AsSpan(0, at))), $"{at} bytes");
            Assert.That(crc, Is.EqualTo(SlowCrc(bytes.AsSpan(0, at))), $"{at} bytes");
            Assert.That(Crc32.Append(Crc32.Start, bytes.AsSpan(0, at)), Is.EqualTo(crc), $"{at} bytes at once");
        }
    }

    private static DecompressStatus Inflate(WholeZlibInflater inflater, byte[] stream, out byte[] output)
    {
        var writer = new ArrayBufferWriter<byte>();
        var status = inflater.Inflate(stream, writer, 1 << 20, out _);
        output = writer.WrittenSpan.ToArray();
        return status;
    }

    private static byte[] Compress(byte[] content, CompressionLevel level)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, level))
            zlib.Write(content);

        // Of nothing .NET makes nothing.
        return content.Length == 0 ? [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01] : bytes.ToArray();
    }

    private static byte[] Content(int size, bool isNoise)
    {
        var random = new Random(size);
        return isNoise
            ? [.. Enumerable.Range(0, size).Select(_ => (byte)random.Next(256))]
            : Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (size / 2) + 1).Select(i => $"{i * i:x} ")))[..size];
    }

    private static uint SlowCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }

    private static uint SlowAdler(ReadOnlySpan<byte> bytes, uint adler = 1)
    {
        var (sum, sumOfSums) = (adler & 0xFFFF, adler >> 16);
        foreach (var b in bytes)
        {
            sum = (sum + b) % 65521;
            sumOfSums = (sumOfSums + sum) % 65521;
        }

        return (sumOfSums << 16) | sum;
    }
}
