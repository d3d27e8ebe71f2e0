using System.Buffers;
using Gateway.Interop.Zstd;

namespace Gateway.Core.Compression;

/// <summary>
/// Zstandard over all messages of a connection. libzstd goes on behind the end of a frame with the next one, so that a
/// frame that never ends and a frame a message are the same to it.
/// </summary>
internal sealed class ZstdStreamDecompressor : PayloadDecompressor
{
    /// <summary>
    /// The largest window that is accepted, 128 MiB: the limit that the zstd tools have too. Discord's is 256 KiB. What a
    /// window costs is used only as it fills.
    /// </summary>
    public const int MaxWindowLog = 27;

    // libzstd asks for the header of a block, three bytes, exactly when it has read all of the block before it.
    private const nuint BlockHeader = 3;
    private const nuint FrameEnd = 0;
    private readonly ZstdDecompressor _context = LibZstd.CreateDecompressor(MaxWindowLog);
    private nuint _next;

    public override DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes)
    {
        try
        {
            return Read(message.Span, destination, InflationLimit.For(message.Length, maxBytes));
        }
        catch (ZstdException)
        {
            return DecompressStatus.Corrupt;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _context.Dispose();
        }

        base.Dispose(disposing);
    }

    private DecompressStatus Read(ReadOnlySpan<byte> input, IBufferWriter<byte> destination, int maxBytes)
    {
        var total = 0;
        while (true)
        {
            var room = destination.GetSpan(1);
            room = room.Length <= maxBytes - total ? room : room[..(maxBytes - total + 1)];
            var next = LibZstd.Decompress(_context, input, room, out var consumed, out var written);
            if (consumed == 0 && written == 0)
            {
                // All is out. Called for nothing, it would ask for the header of a frame where one has just ended.
                return input.IsEmpty ? Status() : DecompressStatus.Corrupt;
            }

            _next = next;
            input = input[consumed..];
            total += written;
            if (total > maxBytes)
            {
                return DecompressStatus.TooLarge;
            }

            destination.Advance(written);
            if (input.IsEmpty && written < room.Length)
            {
                return Status();
            }
        }
    }

    private DecompressStatus Status() =>
        _next is FrameEnd or BlockHeader ? DecompressStatus.PayloadEnd : DecompressStatus.Unfinished;
}
