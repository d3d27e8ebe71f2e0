namespace Gateway.Core.Compression;

internal sealed class PayloadCompression : GatewayCompression
{
    public override string Name => nameof(Payload);

    public override bool IsAskedForInIdentify => true;

    public override bool Supports(GatewayEncoding encoding) => encoding == GatewayEncoding.Json;

    public override PayloadDecompressor CreateDecompressor() => new PayloadInflater();
}
