using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gateway.Core.Compression;

/// <summary>The checksum at the end of a zlib stream (RFC 1950, section 8.2).</summary>
internal static class Adler32
{
    /// <summary>The checksum of nothing.</summary>
    public const uint Start = 1;

    private const uint Modulus = 65521;

    // So many bytes of 255 keep the sum of sums below 2^32: RFC 1950 has 5552, and this is the multiple of 16 below it.
    private const int BytesBetweenRemainders = 5552 / 16 * 16;

    /// <summary>The checksum of what <paramref name="adler"/> stands for and of some more bytes.</summary>
    public static uint Append(uint adler, ReadOnlySpan<byte> bytes)
    {
        var sum = adler & 0xFFFF;
        var sumOfSums = adler >> 16;
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, BytesBetweenRemainders)];
            bytes = bytes[part.Length..];
            var whole = Vector128.IsHardwareAccelerated ? part.Length & ~15 : 0;
            AddVectors(part[..whole], ref sum, ref sumOfSums);
            foreach (var b in part[whole..])
            {
                sum += b;
                sumOfSums += sum;
            }

            sum %= Modulus;
            sumOfSums %= Modulus;
        }

        return (sumOfSums << 16) | sum;
    }

    // Of 16 bytes the first is in 16 of the sums that are summed up, the last in one; what was before is in all.
    private static void AddVectors(ReadOnlySpan<byte> bytes, ref uint sum, ref uint sumOfSums)
    {
        var firstWeights = Vector128.Create((ushort)16, 15, 14, 13, 12, 11, 10, 9);
        var lastWeights = Vector128.Create((ushort)8, 7, 6, 5, 4, 3, 2, 1);
        var sums = Vector128<uint>.Zero;
        var earlier = Vector128<uint>.Zero;
        var weighted = Vector128<uint>.Zero;
        foreach (var block in MemoryMarshal.Cast<byte, Vector128<byte>>(bytes))
        {
            earlier += sums;
            var (first, last) = Vector128.Widen(block);
            sums += WidenedSum(first + last);
            weighted += WidenedSum((first * firstWeights) + (last * lastWeights));
        }

        sumOfSums += ((uint)bytes.Length * sum) + (16 * Vector128.Sum(earlier)) + Vector128.Sum(weighted);
        sum += Vector128.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> WidenedSum(Vector128<ushort> values)
    {
        var (lower, upper) = Vector128.Widen(values);
        return lower + upper;
    }
}
