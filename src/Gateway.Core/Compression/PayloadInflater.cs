using System.Buffers;
using System.IO.Compression;

namespace Gateway.Core.Compression;

/// <summary>
/// Payload compression: each binary message is a whole zlib stream of its own. Decided by frame type and the first byte,
/// never by size or event.
/// </summary>
internal sealed class PayloadInflater : PayloadDecompressor
{
    private const byte EtfVersion = 131;
    private readonly FeedStream _feed = new();

    // Binary and plain: ETF always is, and some servers send JSON so.
    public override bool IsPlain(ReadOnlySpan<byte> message, bool isBinary) =>
        !isBinary || (!message.IsEmpty && message[0] is (byte)'{' or EtfVersion);

    public override DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes)
    {
        // .NET gives no way to begin a new zlib stream with an old inflater, so each message costs one.
        _feed.Feed(message);
        using var zlib = new ZLibStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            var status = ZlibReading.ReadAll(zlib, destination, InflationLimit.For(message.Length, maxBytes), out var written);
            return status == DecompressStatus.PayloadEnd && written == 0 ? DecompressStatus.Corrupt : status;
        }
        finally
        {
            _feed.Feed(default); // The buffer is the caller's.
        }
    }
}
