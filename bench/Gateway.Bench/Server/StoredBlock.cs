using System.Buffers.Binary;

namespace Gateway.Bench.Server;

/// <summary>A message as a block that is not compressed.</summary>
internal static class StoredBlock
{
    private const int ZstdHeader = 3;
    private static readonly byte[] SyncFlush = [0, 0, 0, 0xFF, 0xFF];

    /// <summary>The block, at the end of any message of a stream of this kind.</summary>
    public static byte[] Of(ReadOnlySpan<byte> message, ServedCompression compression) =>
        compression == ServedCompression.ZlibStream ? Deflate(message) : Zstd(message);

    // RFC 1951, section 3.2.4: type 0, length, its complement; and behind it what ends a message, an empty one.
    private static byte[] Deflate(ReadOnlySpan<byte> message)
    {
        var length = checked((ushort)message.Length);
        Span<byte> header = stackalloc byte[5];
        header[0] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header[1..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~length);
        return [.. header, .. message, .. SyncFlush];
    }

    // RFC 8878, section 3.1.1.2: bit 0 says whether it is the last, two bits the type (0: raw), the rest the length.
    private static byte[] Zstd(ReadOnlySpan<byte> message)
    {
        Span<byte> header = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)message.Length << 3);
        return [.. header[..ZstdHeader], .. message];
    }
}
