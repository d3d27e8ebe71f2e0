namespace Gateway.Core.Compression;

internal sealed class ZlibStreamCompression : GatewayCompression
{
    public override string Name => nameof(ZlibStream);

    public override string UrlValue => "zlib-stream";

    public override PayloadDecompressor CreateDecompressor() => new ZlibStreamDecompressor();
}
