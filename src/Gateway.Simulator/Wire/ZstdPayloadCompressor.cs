using Gateway.Interop.Zstd;

namespace Gateway.Simulator.Wire;

/// <summary>
/// <c>zstd-stream</c> by libzstd: one context for the connection. Each message ends with a block, or, if wanted, with
/// the frame.
/// </summary>
internal sealed class ZstdPayloadCompressor(Scratch scratch, bool framePerMessage) : IPayloadCompressor
{
    /// <summary>As in captures of production: a window of 256 KiB.</summary>
    public const int WindowLog = 18;

    private const int Level = 6;

    private readonly ZstdCompressor _context = LibZstd.CreateCompressor(Level, WindowLog);

    public byte[] Compress(ReadOnlySpan<byte> payload)
    {
        var directive = framePerMessage ? ZstdDirective.End : ZstdDirective.Flush;
        nuint left;
        do
        {
            var room = scratch.Writer.GetSpan(1024);
            left = LibZstd.Compress(_context, payload, room, directive, out var consumed, out var written);
            payload = payload[consumed..];
            scratch.Writer.Advance(written);
        }
        while (left > 0 || payload.Length > 0);

        return scratch.Take();
    }

    public void Dispose() => _context.Dispose();
}
