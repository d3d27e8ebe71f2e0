namespace Gateway.Core.Protocol;

/// <summary>
/// Whether the bodies of one connection's events are taken unread. Lost for good with the first that turns out not to
/// be one value: from then on every payload of the connection is read to its end. One form an encoding.
/// </summary>
internal abstract class EnvelopeTrust
{
    private volatile bool _isLost;

    public EnvelopeStatus TryRead(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread)
    {
        if (!_isLost)
        {
            return TryReadTrustingBody(payload, out envelope, out isBodyUnread);
        }

        isBodyUnread = false;
        return TryReadToEnd(payload, out envelope);
    }

    /// <summary>Reads a payload whose body was taken unread to its end. False: the body is broken.</summary>
    public bool TryCheck(ReadOnlySpan<byte> payload, int dataLength, out GatewayEnvelope envelope)
    {
        var isWhole = TryReadToEnd(payload, out envelope) == EnvelopeStatus.Ok;
        _isLost |= !isWhole || envelope.DataLength != dataLength;
        return isWhole;
    }

    protected abstract EnvelopeStatus TryReadTrustingBody(
        ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread);

    protected abstract EnvelopeStatus TryReadToEnd(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope);
}
