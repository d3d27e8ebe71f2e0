namespace Gateway.Core.Compression;

/// <summary>
/// Serves the bytes at hand, and then 0 until there are more: a <see cref="System.IO.Compression.ZLibStream"/> over it reads to 0 at the end of each
/// message and goes on with the next.
/// </summary>
internal sealed class FeedStream : Stream
{
    private ReadOnlyMemory<byte> _bytes;

    /// <summary>Bytes that nobody has read.</summary>
    public int Left => _bytes.Length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Feed(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _bytes.Length);
        _bytes.Span[..count].CopyTo(buffer);
        _bytes = _bytes[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
