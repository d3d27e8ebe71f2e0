using Gateway.Interop.Zstd;
using Gateway.Simulator.Wire.Etf;

namespace Gateway.Simulator.Wire;

/// <summary>Makes what a connection needs to send as its client has asked. One a server; guarded by its lock.</summary>
internal sealed class WireWorkshop(GatewayServerOptions options)
{
    private readonly Scratch _compressed = new();
    private readonly EtfEncoder _etf = new(options.EtfKeys);

    /// <returns>Null when payloads can go out as they are.</returns>
    public Outlet? Build(PayloadEncoding encoding, StreamCompression compression)
        => encoding == PayloadEncoding.Json && compression == StreamCompression.None
            ? null
            : new Outlet(encoding == PayloadEncoding.Etf ? _etf : null, Compressor(compression), thresholdBytes: 0);

    /// <summary>An outlet for JSON with payload compression.</summary>
    public Outlet BuildForPayloads()
        => new(etf: null, new ZlibPayloadCompressor(_compressed), options.PayloadCompressionThreshold);

    private IPayloadCompressor? Compressor(StreamCompression compression)
    {
        if (compression != StreamCompression.Zstd)
        {
            return compression == StreamCompression.None ? null : new ZlibStreamCompressor(_compressed);
        }

        var framePerMessage = options.ZstdMode == ZstdMode.FramePerMessage;
        return options.ZstdMode == ZstdMode.RawBlocks || !LibZstd.IsAvailable
            ? new ZstdRawBlocks(_compressed, framePerMessage)
            : new ZstdPayloadCompressor(_compressed, framePerMessage);
    }
}
