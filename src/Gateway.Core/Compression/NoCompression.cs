namespace Gateway.Core.Compression;

internal sealed class NoCompression : GatewayCompression
{
    public override string Name => nameof(None);

    // Some servers compress payloads without being asked: what they send must not be lost.
    public override PayloadDecompressor CreateDecompressor() => new PayloadInflater();
}
