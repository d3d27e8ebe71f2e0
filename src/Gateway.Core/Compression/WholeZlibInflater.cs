using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Gateway.Core.Compression;

/// <summary>
/// Inflates whole zlib streams, one after the other, with one inflater. <see cref="ZLibStream"/> cannot begin anew, and one for each payload
/// is 248 bytes of objects and 40 KB of native memory. <see cref="GZipStream"/> can: behind a member of a gzip file it goes on with the
/// next. So the deflated bytes in a zlib stream are given to it as such a member, and the frame that zlib puts around them is
/// checked here.
/// </summary>
internal sealed class WholeZlibInflater : IDisposable
{
    private const int HeaderBytes = 2;
    private const int TrailerBytes = 4;
    private readonly GzipMember _member = new();
    private GZipStream? _gzip; // Made when it is needed: most connections never have a compressed payload.

    /// <summary>Inflates one stream, and has to be given all of it. After anything but an end it begins anew with the next.</summary>
    /// <param name="zlib">One zlib stream and nothing else.</param>
    /// <param name="destination">Gets what comes out.</param>
    /// <param name="maxBytes">The most bytes to write, so that a bomb costs no more than that.</param>
    /// <param name="written">Bytes written.</param>
    public DecompressStatus Inflate(ReadOnlyMemory<byte> zlib, IBufferWriter<byte> destination, int maxBytes, out int written)
    {
        written = 0;
        if (zlib.Length <= HeaderBytes + TrailerBytes || !IsHeader(zlib.Span))
        {
            return DecompressStatus.Corrupt;
        }

        _member.Begin(zlib[HeaderBytes..^TrailerBytes]);
        _gzip ??= new GZipStream(_member, CompressionMode.Decompress, leaveOpen: true);
        var status = DecompressStatus.Corrupt;
        try
        {
            status = ReadMember(_gzip, destination, maxBytes, ref written, out var adler);
            if (status == DecompressStatus.PayloadEnd && adler != BinaryPrimitives.ReadUInt32BigEndian(zlib.Span[^TrailerBytes..]))
            {
                status = DecompressStatus.Corrupt;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            status = DecompressStatus.Corrupt;
        }
        finally
        {
            _member.End();
            if (status != DecompressStatus.PayloadEnd)
            {
                Dispose();
            }
        }

        return status;
    }

    /// <summary>Frees the inflater.</summary>
    public void Dispose()
    {
        _gzip?.Dispose();
        _gzip = null;
    }

    // RFC 1950, section 2.2: deflate, a window of at most 32 KiB, a check sum over both bytes, no preset dictionary.
    private static bool IsHeader(ReadOnlySpan<byte> zlib) =>
        (zlib[0] & 0x0F) == 8 && zlib[0] >> 4 <= 7 && BinaryPrimitives.ReadUInt16BigEndian(zlib) % 31 == 0 && (zlib[1] & 0x20) == 0;

    private DecompressStatus ReadMember(
        GZipStream gzip, IBufferWriter<byte> destination, int maxBytes, ref int written, out uint adler)
    {
        adler = Adler32.Start;
        while (true)
        {
            // Into what room there is: asking for more would make each message take a larger array.
            var room = destination.GetSpan(1);
            var read = gzip.Read(room.Length <= maxBytes - written ? room : room[..(maxBytes - written + 1)]);
            if (read == 0)
            {
                return _member.IsRead ? DecompressStatus.PayloadEnd : DecompressStatus.Corrupt;
            }

            if (_member.IsEnding)
            {
                return DecompressStatus.Corrupt; // The deflated bytes have not said that they end, and what we put behind them was read as more.
            }

            written += read;
            if (written > maxBytes)
            {
                return DecompressStatus.TooLarge;
            }

            adler = Adler32.Append(adler, room[..read]);
            _member.Inflated(room[..read]);
            destination.Advance(read);
        }
    }
}
