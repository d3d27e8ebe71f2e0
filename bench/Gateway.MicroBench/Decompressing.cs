using System.Buffers;
using Gateway.Core;
using Gateway.Core.Compression;

namespace Gateway.MicroBench;

/// <summary>The messages of one connection through the library's decompressor.</summary>
internal static class Decompressing
{
    /// <summary>Room for any message.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>With a decompressor for them all, as each connection has one.</summary>
    public static long All(GatewayCompression compression, byte[][] messages, ArrayBufferWriter<byte> output)
    {
        using var decompressor = compression.CreateDecompressor();
        return All(decompressor, messages, output);
    }

    public static long All(PayloadDecompressor decompressor, byte[][] messages, ArrayBufferWriter<byte> output)
    {
        var total = 0L;
        foreach (var message in messages)
        {
            output.ResetWrittenCount();
            decompressor.Decompress(message, output, MaxBytes);
            total += output.WrittenCount;
        }

        return total;
    }
}
