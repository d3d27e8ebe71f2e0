namespace Gateway.Core.Protocol.Etf;

/// <summary>Of ETF.</summary>
internal sealed class EtfEnvelopeTrust : EnvelopeTrust
{
    protected override EnvelopeStatus TryReadTrustingBody(
        ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread) =>
        EtfEnvelopeReader.TryReadTrustingBody(payload, out envelope, out isBodyUnread);

    protected override EnvelopeStatus TryReadToEnd(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope) =>
        EtfEnvelopeReader.TryRead(payload, out envelope);
}
