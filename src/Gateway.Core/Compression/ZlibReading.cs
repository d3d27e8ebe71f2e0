using System.Buffers;
using System.IO.Compression;

namespace Gateway.Core.Compression;

/// <summary>Reads an inflating stream until it has no more.</summary>
internal static class ZlibReading
{
    /// <summary>Stops at <paramref name="maxBytes"/>, so that a bomb costs no more than that.</summary>
    /// <returns><see cref="DecompressStatus.PayloadEnd"/> when all that was at hand was read.</returns>
    public static DecompressStatus ReadAll(ZLibStream zlib, IBufferWriter<byte> destination, int maxBytes, out int total)
    {
        total = 0;
        try
        {
            while (true)
            {
                // Into what room there is: asking for more would make each message take a larger array.
                var room = destination.GetSpan(1);
                var read = zlib.Read(room.Length <= maxBytes - total ? room : room[..(maxBytes - total + 1)]);
                if (read == 0)
                {
                    return DecompressStatus.PayloadEnd;
                }

                total += read;
                if (total > maxBytes)
                {
                    return DecompressStatus.TooLarge;
                }

                destination.Advance(read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException) // The latter: it asks for a dictionary.
        {
            return DecompressStatus.Corrupt;
        }
    }
}
