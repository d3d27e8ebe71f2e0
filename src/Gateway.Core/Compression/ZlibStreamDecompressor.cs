using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Gateway.Core.Compression;

/// <summary>
/// One zlib stream over all messages of a connection. A payload ends where a message ends in the four bytes of a sync flush,
/// which may have come in two messages; a payload without them is seen by what it inflates to.
/// </summary>
internal sealed class ZlibStreamDecompressor : PayloadDecompressor
{
    private const uint FlushSuffix = 0x0000FFFF;
    private readonly FeedStream _feed = new();
    private readonly ZLibStream _zlib;
    private uint _lastFourBytes;

    public ZlibStreamDecompressor() => _zlib = new ZLibStream(_feed, CompressionMode.Decompress);

    public override DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes)
    {
        _feed.Feed(message);
        try
        {
            var status = ZlibReading.ReadAll(_zlib, destination, InflationLimit.For(message.Length, maxBytes), out _);
            if (status != DecompressStatus.PayloadEnd)
            {
                return status;
            }

            if (_feed.Left > 0)
            {
                return DecompressStatus.Corrupt; // The stream has said that it ends. A connection's never does.
            }
        }
        finally
        {
            _feed.Feed(default); // The buffer is the caller's.
        }

        Remember(message.Span);
        return _lastFourBytes == FlushSuffix ? DecompressStatus.PayloadEnd : DecompressStatus.Unfinished;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _zlib.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Remember(ReadOnlySpan<byte> message)
    {
        if (message.Length >= sizeof(uint))
        {
            _lastFourBytes = BinaryPrimitives.ReadUInt32BigEndian(message[^sizeof(uint)..]);
            return;
        }

        foreach (var b in message)
        {
            _lastFourBytes = (_lastFourBytes << 8) | b;
        }
    }
}
