using System.IO.Compression;

namespace Gateway.Bench.HotPath;

/// <summary>One ZLibStream over whatever bytes are at hand: the plainest way to inflate a zlib-stream connection.</summary>
internal sealed class ZlibFeed : IDisposable
{
    private const int TargetSize = 256 * 1024;
    private readonly HandedBytes _source = new();
    private readonly ZLibStream _zlib;
    private readonly byte[] _target = new byte[TargetSize];

    public ZlibFeed() => _zlib = new ZLibStream(_source, CompressionMode.Decompress);

    /// <summary>The bytes that come out, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> bytes)
    {
        _source.Bytes = bytes;
        var length = 0;
        while (_zlib.Read(_target.AsSpan(length)) is > 0 and var read)
        {
            length += read;
        }

        return _target.AsMemory(0, length);
    }

    public void Dispose() => _zlib.Dispose();

    private sealed class HandedBytes : Stream
    {
        public ReadOnlyMemory<byte> Bytes { get; set; }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var taken = Math.Min(buffer.Length, Bytes.Length);
            Bytes.Span[..taken].CopyTo(buffer);
            Bytes = Bytes[taken..];
            return taken;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
