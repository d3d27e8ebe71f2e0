using System.IO.Compression;
using Gateway.Interop.Zstd;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>A client's decoder: made anew for each connection, given each message in order.</summary>
internal abstract class MessageReader : IDisposable
{
    /// <summary>The decoder for a value of <c>compress</c>.</summary>
    public static MessageReader For(string compress) => compress switch
    {
        "" => new Plain(),
        "payload" => new Payloads(),
        "zlib-stream" => new Zlib(),
        "zstd-stream" => new Zstd(),
        _ => throw new ArgumentOutOfRangeException(nameof(compress), compress, "not one of these"),
    };

    public abstract byte[] Read(byte[] message, bool text);

    public virtual void Dispose()
    {
    }

    private sealed class Plain : MessageReader
    {
        public override byte[] Read(byte[] message, bool text) => message;
    }

    private sealed class Payloads : MessageReader
    {
        public override byte[] Read(byte[] message, bool text)
        {
            if (text)
            {
                return message;
            }

            using var zlib = new ZLibStream(new MemoryStream(message), CompressionMode.Decompress);
            using var target = new MemoryStream();
            zlib.CopyTo(target);
            return target.ToArray();
        }
    }

    private sealed class Zlib : MessageReader
    {
        private readonly MemoryStream _feed = new();
        private readonly ZLibStream _zlib;

        public Zlib() => _zlib = new ZLibStream(_feed, CompressionMode.Decompress);

        public override byte[] Read(byte[] message, bool text)
        {
            Assert.That(text, Is.False);
            _feed.SetLength(0);
            _feed.Write(message);
            _feed.Position = 0;
            using var target = new MemoryStream();
            _zlib.CopyTo(target);
            return target.ToArray();
        }

        public override void Dispose()
        {
            _zlib.Dispose();
            base.Dispose();
        }
    }

    private sealed class Zstd : MessageReader
    {
        private readonly ZstdDecompressor _context = LibZstd.CreateDecompressor(maxWindowLog: 18);
        private readonly byte[] _room = new byte[64 << 10];

        public override byte[] Read(byte[] message, bool text)
        {
            Assert.That(text, Is.False);
            using var target = new MemoryStream();
            ReadOnlySpan<byte> rest = message;
            int written;
            do
            {
                LibZstd.Decompress(_context, rest, _room, out var consumed, out written);
                rest = rest[consumed..];
                target.Write(_room, 0, written);
            }
            while (rest.Length > 0 || written == _room.Length);

            return target.ToArray();
        }

        public override void Dispose()
        {
            _context.Dispose();
            base.Dispose();
        }
    }
}
