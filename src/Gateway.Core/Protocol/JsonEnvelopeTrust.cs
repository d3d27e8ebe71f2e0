namespace Gateway.Core.Protocol;

/// <summary>Of JSON.</summary>
internal sealed class JsonEnvelopeTrust : EnvelopeTrust
{
    protected override EnvelopeStatus TryReadTrustingBody(
        ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread) =>
        EnvelopeReader.TryReadTrustingBody(payload, out envelope, out isBodyUnread);

    protected override EnvelopeStatus TryReadToEnd(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope) =>
        EnvelopeReader.TryRead(payload, out envelope);
}
