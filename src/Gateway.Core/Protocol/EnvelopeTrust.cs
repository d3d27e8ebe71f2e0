namespace Gateway.Core.Protocol;

/// <summary>
/// Whether the bodies of one connection's events are taken unread. Lost for good with the first that turns out not to
/// be one JSON value: from then on every payload of the connection is read to its end.
/// </summary>
internal sealed class EnvelopeTrust
{
    private volatile bool _isLost;

    public EnvelopeStatus TryRead(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread)
    {
        if (!_isLost)
        {
            return EnvelopeReader.TryReadTrustingBody(payload, out envelope, out isBodyUnread);
        }

        isBodyUnread = false;
        return EnvelopeReader.TryRead(payload, out envelope);
    }

    /// <summary>Reads a payload whose body was taken unread to its end. False: the body is broken.</summary>
    public bool TryCheck(ReadOnlySpan<byte> payload, int dataLength, out GatewayEnvelope envelope)
    {
        var isWhole = EnvelopeReader.TryRead(payload, out envelope) == EnvelopeStatus.Ok;
        _isLost |= !isWhole || envelope.DataLength != dataLength;
        return isWhole;
    }
}
