using Gateway.Interop.Zstd;

namespace Gateway.Simulator.Tests.Wire;

[TestFixture]
internal sealed class LibZstdTests
{
    [SetUp]
    public void Need_the_library() => Assume.That(LibZstd.IsAvailable, "No libzstd on this machine.");

    [Test]
    public void The_version_is_told() => Assert.That(LibZstd.VersionNumber, Is.InRange(10400u, 29999u));

    [Test]
    public void A_stream_has_the_bytes_of_the_vectors()
    {
        using var compressor = LibZstd.CreateCompressor(level: 6, windowLog: 18);
        string[] made = [Compress(compressor, Vectors.Hello), Compress(compressor, Vectors.Ack), Compress(compressor, Vectors.Ack)];

        Assert.That(made, Is.EqualTo(Vectors.ZstdStream));
    }

    [Test]
    public void The_vectors_decompress()
    {
        using var decompressor = LibZstd.CreateDecompressor(maxWindowLog: 18);
        var target = new byte[100];
        var made = Vectors.ZstdStream.Select(hex =>
        {
            LibZstd.Decompress(decompressor, Convert.FromHexString(hex), target, out _, out var written);
            return Convert.ToHexString(target, 0, written);
        });

        Assert.That(made, Is.EqualTo(new[] { Convert.ToHexString(Vectors.Hello), Convert.ToHexString(Vectors.Ack), Convert.ToHexString(Vectors.Ack) }));
    }

    [Test]
    public void A_window_beyond_the_limit_is_an_error_with_a_name()
    {
        using var decompressor = LibZstd.CreateDecompressor(maxWindowLog: 17);

        Assert.That(
            () => LibZstd.Decompress(decompressor, Convert.FromHexString(Vectors.ZstdStream[0]), new byte[100], out _, out _),
            Throws.TypeOf<ZstdException>().With.Message.Contains("memory"));
    }

    [Test]
    public void Garbage_is_an_error_with_a_name()
    {
        using var decompressor = LibZstd.CreateDecompressor(maxWindowLog: 18);

        Assert.That(
            () => LibZstd.Decompress(decompressor, "no zstd at all"u8, new byte[100], out _, out _),
            Throws.TypeOf<ZstdException>().With.Message.EqualTo("zstd: Unknown frame descriptor"));
    }

    [Test]
    public void A_parameter_out_of_range_is_an_error_with_a_name()
        => Assert.That(() => LibZstd.CreateCompressor(6, 99), Throws.TypeOf<ZstdException>().With.Message.Contains("Parameter is out of bound"));

    private static string Compress(ZstdCompressor compressor, ReadOnlySpan<byte> source)
    {
        var target = new byte[1000];
        var left = LibZstd.Compress(compressor, source, target, ZstdDirective.Flush, out var consumed, out var written);
        Assert.That((left, consumed), Is.EqualTo(((nuint)0, source.Length)));
        return Convert.ToHexStringLower(target, 0, written);
    }
}
