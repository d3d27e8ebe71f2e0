using System.IO.Compression;
using Gateway.Interop.Zstd;

namespace Gateway.Core.Tests.Wire;

/// <summary>The gateway's side of a compression: one context, one message a payload.</summary>
internal abstract class TestCompressor : IDisposable
{
    public static TestCompressor For(GatewayCompression compression) =>
        compression == GatewayCompression.ZlibStream ? new Zlib()
        : compression == GatewayCompression.ZstdStream ? new Zstd(frameEach: false)
        : compression == GatewayCompression.Payload ? new Each()
        : new Plain();

    public abstract byte[] Compress(byte[] payload);

    public abstract void Dispose();

    public sealed class Plain : TestCompressor
    {
        public override byte[] Compress(byte[] payload) => payload;

        public override void Dispose()
        {
        }
    }

    /// <summary>A zlib stream a payload.</summary>
    public sealed class Each : TestCompressor
    {
        public override byte[] Compress(byte[] payload)
        {
            using var bytes = new MemoryStream();
            using (var zlib = new ZLibStream(bytes, CompressionLevel.Optimal))
                zlib.Write(payload);

            return bytes.ToArray();
        }

        public override void Dispose()
        {
        }
    }

    public sealed class Zlib : TestCompressor
    {
        private readonly MemoryStream _bytes = new();
        private readonly ZLibStream _zlib;

        public Zlib(CompressionLevel level = CompressionLevel.Optimal) => _zlib = new ZLibStream(_bytes, level);

        public override byte[] Compress(byte[] payload)
        {
            _bytes.SetLength(0);
            _zlib.Write(payload);
            _zlib.Flush();
            return _bytes.ToArray();
        }

        public override void Dispose() => _zlib.Dispose();
    }

    /// <summary>One frame that never ends, or a frame a payload.</summary>
    public sealed class Zstd(bool frameEach, int level = 6, int windowLog = 18) : TestCompressor
    {
        private readonly ZstdCompressor _context = LibZstd.CreateCompressor(level, windowLog);

        public override byte[] Compress(byte[] payload)
        {
            var target = new byte[payload.Length + 4096];
            var left = LibZstd.Compress(
                _context, payload, target, frameEach ? ZstdDirective.End : ZstdDirective.Flush, out _, out var written);
            Assert.That((long)left, Is.Zero);
            return target[..written];
        }

        public override void Dispose() => _context.Dispose();
    }
}
