using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gateway.Core.Compression;

/// <summary>
/// The checksum at the end of a gzip member (RFC 1952, section 8). By a processor that multiplies polynomials 16 bytes a step,
/// else eight by tables.
/// </summary>
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
        crc = ~crc;
        if (Pclmulqdq.IsSupported && bytes.Length >= 2 * Vector128<byte>.Count)
        {
            var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
            bytes = bytes[(blocks.Length * Vector128<byte>.Count)..];
            var folded = Fold(crc, blocks).AsByte();
            Span<byte> rest = stackalloc byte[Vector128<byte>.Count];
            folded.CopyTo(rest);
            crc = ByTables(0, rest);
        }

        return ~ByTables(crc, bytes);
    }

    // 16 bytes that have the remainder of all of them: what is in front is multiplied by how far it is in front, x^(128+32) and x^(128-32)
    // modulo the polynomial, both in reversed bits. After "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ" (Intel, 2009).
    private static Vector128<ulong> Fold(uint crc, ReadOnlySpan<Vector128<ulong>> blocks)
    {
        var distance = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
        var folded = blocks[0] ^ Vector128.CreateScalar((ulong)crc);
        foreach (var block in blocks[1..])
        {
            folded = Pclmulqdq.CarrylessMultiply(folded, distance, 0x00) ^ Pclmulqdq.CarrylessMultiply(folded, distance, 0x11) ^ block;
        }

        return folded;
    }

    private static uint ByTables(uint crc, ReadOnlySpan<byte> bytes)
    {
        var tables = Tables;
        var (t0, t1, t2, t3) = (tables[0], tables[1], tables[2], tables[3]);
        var (t4, t5, t6, t7) = (tables[4], tables[5], tables[6], tables[7]);
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

        return crc;
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
