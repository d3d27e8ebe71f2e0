using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Compression;

/// <summary>The one compressed form inside of ETF: version, tag 80, the size of the term, and the term as a zlib stream.</summary>
internal static class CompressedTerm
{
    private const int HeaderBytes = 6;

    public static bool Is(ReadOnlySpan<byte> payload) => payload is [EtfTag.Version, EtfTag.Compressed, ..];

    /// <summary>Writes the payload as it would have been without compression.</summary>
    public static DecompressStatus Expand(ReadOnlyMemory<byte> payload, IBufferWriter<byte> destination, int maxBytes)
    {
        if (payload.Length < HeaderBytes)
        {
            return DecompressStatus.Corrupt;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(payload.Span[2..]);
        if (size >= maxBytes)
        {
            return DecompressStatus.TooLarge;
        }

        destination.Write([EtfTag.Version]);
        using var feed = new FeedStream();
        feed.Feed(payload[HeaderBytes..]);
        using var zlib = new ZLibStream(feed, CompressionMode.Decompress);
        var status = ZlibReading.ReadAll(zlib, destination, (int)size, out var written);
        return status switch
        {
            DecompressStatus.PayloadEnd when written == size => status,
            _ => DecompressStatus.Corrupt, // Also more than it has said.
        };
    }
}
