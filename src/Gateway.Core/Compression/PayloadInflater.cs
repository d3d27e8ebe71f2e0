using System.Buffers;

namespace Gateway.Core.Compression;

/// <summary>
/// Payload compression: each binary message is a whole zlib stream of its own. Decided by frame type and the first byte,
/// never by size or event.
/// </summary>
internal sealed class PayloadInflater : PayloadDecompressor
{
    private const byte EtfVersion = 131;
    private readonly WholeZlibInflater _inflater = new();

    // Binary and plain: ETF always is, and some servers send JSON so.
    public override bool IsPlain(ReadOnlySpan<byte> message, bool isBinary) =>
        !isBinary || (!message.IsEmpty && message[0] is (byte)'{' or EtfVersion);

    public override DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes)
    {
        var status = _inflater.Inflate(message, destination, InflationLimit.For(message.Length, maxBytes), out var written);
        return status == DecompressStatus.PayloadEnd && written == 0 ? DecompressStatus.Corrupt : status;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflater.Dispose();
        }

        base.Dispose(disposing);
    }
}
