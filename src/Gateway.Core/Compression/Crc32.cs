using System.Buffers.Binary;

namespace Gateway.Core.Compression;

/// <summary>The checksum at the end of a gzip member (RFC 1952, section 8), eight bytes a step.</summary>
internal static class Crc32
{
    /// <summary>The checksum of nothing.</summary>
    public const uint Start = 0;

    private const uint Polynomial = 0xEDB88320;
    private const int Step = 8;
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>The checksum of what <paramref name="crc"/> stands for and of some more bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        var (t0, t1, t2, t3) = (tables[0], tables[1], tables[2], tables[3]);
        var (t4, t5, t6, t7) = (tables[4], tables[5], tables[6], tables[7]);
        crc = ~crc;
        while (bytes.Length >= Step)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[(byte)(low >> 24)]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[(byte)(high >> 24)];
            bytes = bytes[Step..];
        }

        foreach (var b in bytes)
        {
            crc = t0[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    // The first table says what a byte does to the checksum, each further one what it does with one more zero byte behind it.
    private static uint[][] MakeTables()
    {
        var tables = new uint[Step][];
        for (var table = 0; table < Step; table++)
        {
            tables[table] = new uint[256];
            for (var i = 0; i < 256; i++)
            {
                tables[table][i] = table == 0 ? OfByte((uint)i) : OfZeroBehind(tables, tables[table - 1][i]);
            }
        }

        return tables;
    }

    private static uint OfZeroBehind(uint[][] tables, uint crc) => tables[0][(byte)crc] ^ (crc >> 8);

    private static uint OfByte(uint crc)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
        }

        return crc;
    }
}
