using System.Buffers;
using System.IO.Compression;

namespace Gateway.Core.Compression;

/// <summary>How inflating a payload went.</summary>
internal enum InflateResult
{
    Ok,
    Corrupt,
    TooLarge,
}

/// <summary>Payload compression: each binary message is a whole zlib stream of its own. Decided by frame type, never by size or event.</summary>
internal static class PayloadInflater
{
    private const int Chunk = 16 * 1024;

    /// <summary>Whether a binary message is JSON all the same: some servers send it so.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> message) => !message.IsEmpty && message[0] == (byte)'{';

    /// <summary>Inflates into <paramref name="destination"/>; stops at <paramref name="maxBytes"/>, so a bomb costs no more than that.</summary>
    public static InflateResult TryInflate(ReadOnlyMemory<byte> compressed, IBufferWriter<byte> destination, int maxBytes)
    {
        if (!System.Runtime.InteropServices.MemoryMarshal.TryGetArray(compressed, out var segment))
        {
            segment = new ArraySegment<byte>(compressed.ToArray());
        }

        using var source = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        using var zlib = new ZLibStream(source, CompressionMode.Decompress);
        var total = 0;
        try
        {
            while (true)
            {
                var read = zlib.Read(destination.GetSpan(Chunk));
                if (read == 0)
                {
                    return total == 0 ? InflateResult.Corrupt : InflateResult.Ok;
                }

                total += read;
                if (total > maxBytes)
                {
                    return InflateResult.TooLarge;
                }

                destination.Advance(read);
            }
        }
        catch (InvalidDataException)
        {
            return InflateResult.Corrupt;
        }
    }
}
