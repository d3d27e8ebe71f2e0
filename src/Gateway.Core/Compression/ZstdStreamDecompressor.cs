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

    // libzstd asks for the header of a block, three bytes, when it has read all of the block before it. In the last block of a frame it also
    // asks for three bytes when three are missing.
    private const nuint BlockHeader = 3;
    private const nuint FrameEnd = 0;
    private readonly ZstdDecompressor _context = LibZstd.CreateDecompressor(MaxWindowLog);
    private nuint _next;
    private int _largestBlock;
    private int _written;
    private bool _hasEndedBlock;
    private bool _hasEndedFrame;

    public override DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes)
    {
        if (_largestBlock == 0)
        {
            _largestBlock = LargestBlock(message.Span);
        }

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
            _written += written;
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

    // A payload ends with a frame; in a frame without end, with a block. The end of a block is no sure sign before one frame
    // or block has shown how this server does it, nor when the block is as large as blocks get: the payload may go on in the next.
    private DecompressStatus Status()
    {
        if (_next is not (FrameEnd or BlockHeader))
        {
            return DecompressStatus.Unfinished;
        }

        var isEnd = _next == FrameEnd || (_hasEndedBlock && !_hasEndedFrame && _written < _largestBlock);
        _hasEndedFrame |= _next == FrameEnd;
        _hasEndedBlock |= _written > 0;
        _written = 0;
        return isEnd ? DecompressStatus.PayloadEnd : DecompressStatus.Unfinished;
    }

    // RFC 8878, sections 3.1.1.1 and 3.1.1.2: the fifth byte of a frame tells whether the sixth is its window, and a block has at most a
    // window or 128 KiB. Of a header that does not say so the smallest window is assumed.
    private static int LargestBlock(ReadOnlySpan<byte> frame)
    {
        const int smallest = 1024, largest = 128 * 1024;
        return frame.Length > 5 && (frame[4] & 0x20) == 0 ? (int)Math.Min((long)smallest << (frame[5] >> 3), largest) : smallest;
    }
}
