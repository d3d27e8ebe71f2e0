using System.Buffers.Binary;

namespace Gateway.Core.Compression;

/// <summary>
/// Serves deflated bytes as the next member of a gzip file (RFC 1952), to whoever inflates them. What stands at the end of a
/// member depends on what comes out of it: it is asked for after all of that has come out.
/// </summary>
internal sealed class GzipMember : Stream
{
    private const int TrailerBytes = 8;
    private readonly byte[] _trailer = new byte[TrailerBytes];
    private ReadOnlyMemory<byte> _deflated;
    private int _headerRead;
    private int _trailerRead;
    private uint _crc;
    private uint _length;

    /// <summary>Whether its last bytes have been asked for. What comes out afterwards is none of it.</summary>
    public bool IsEnding => _trailerRead > 0;

    /// <summary>Whether all of it was read.</summary>
    public bool IsRead => _trailerRead == TrailerBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // No name, no time, system unknown.
    private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

    /// <summary>Begins a new one. The bytes are the caller's again after <see cref="End"/>.</summary>
    public void Begin(ReadOnlyMemory<byte> deflated)
    {
        _deflated = deflated;
        _headerRead = _trailerRead = 0;
        _crc = Crc32.Start;
        _length = 0;
    }

    /// <summary>Some of it has come out.</summary>
    public void Inflated(ReadOnlySpan<byte> bytes)
    {
        _crc = Crc32.Append(_crc, bytes);
        _length += (uint)bytes.Length;
    }

    public void End() => _deflated = default;

    public override int Read(Span<byte> buffer)
    {
        var count = Serve(Header[_headerRead..], buffer);
        _headerRead += count;
        var deflated = Serve(_deflated.Span, buffer[count..]);
        _deflated = _deflated[deflated..];
        count += deflated;
        if (count > 0 || buffer.IsEmpty)
        {
            return count;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(_trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(_trailer.AsSpan(sizeof(uint)), _length);
        count = Serve(_trailer.AsSpan(_trailerRead), buffer);
        _trailerRead += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Serve(ReadOnlySpan<byte> bytes, Span<byte> buffer)
    {
        var count = Math.Min(bytes.Length, buffer.Length);
        bytes[..count].CopyTo(buffer);
        return count;
    }
}
