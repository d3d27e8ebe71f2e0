using System.Buffers;

namespace Gateway.Simulator.Wire;

/// <summary>
/// <c>zstd-stream</c> without a library: RFC 8878 has blocks that are not compressed. Any decoder reads them.
/// </summary>
internal sealed class ZstdRawBlocks(Scratch scratch, bool framePerMessage) : IPayloadCompressor
{
    /// <summary>RFC 8878 §3.1.1.2.4.</summary>
    private const int MaxBlockBytes = 128 << 10;

    private const int LastBlock = 1;

    private bool _headerSent;

    /// <summary>Magic number, then: no checksum, no content size, no dictionary, a window of 256 KiB.</summary>
    private static ReadOnlySpan<byte> Header => [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x40];

    public byte[] Compress(ReadOnlySpan<byte> payload)
    {
        if (!_headerSent || framePerMessage)
        {
            scratch.Writer.Write(Header);
            _headerSent = true;
        }

        do
        {
            var size = Math.Min(payload.Length, MaxBlockBytes);
            var isLast = framePerMessage && size == payload.Length;
            var block = (size << 3) | (isLast ? LastBlock : 0);
            scratch.Writer.Write([(byte)block, (byte)(block >> 8), (byte)(block >> 16)]);
            scratch.Writer.Write(payload[..size]);
            payload = payload[size..];
        }
        while (payload.Length > 0);

        return scratch.Take();
    }

    public void Dispose()
    {
    }
}
