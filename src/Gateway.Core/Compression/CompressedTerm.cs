using System.Buffers;
using System.Buffers.Binary;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Compression;

/// <summary>The one compressed form inside of ETF: version, tag 80, the size of the term, and the term as a zlib stream.</summary>
internal static class CompressedTerm
{
    private const int HeaderBytes = 6;

    public static bool Is(ReadOnlySpan<byte> payload) => payload is [EtfTag.Version, EtfTag.Compressed, ..];

    /// <summary>Writes the payload as it would have been without compression.</summary>
    public static DecompressStatus Expand(
        WholeZlibInflater inflater, ReadOnlyMemory<byte> payload, IBufferWriter<byte> destination, int maxBytes)
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
        var status = inflater.Inflate(payload[HeaderBytes..], destination, (int)size, out var written);
        return status switch
        {
            DecompressStatus.PayloadEnd when written == size => status,
            _ => DecompressStatus.Corrupt, // Also more than it has said.
        };
    }
}
