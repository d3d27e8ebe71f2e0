using Gateway.Core.Delivery;
using Gateway.Core.Protocol;

namespace Gateway.Core.Driver;

/// <summary>JSON. The bodies of events are taken unread as long as they can be trusted.</summary>
internal sealed class JsonCodec : PayloadCodec
{
    private readonly JsonEnvelopeTrust _trust = new();

    public override bool IsWhole(ReadOnlySpan<byte> bytes) => JsonBoundary.IsWhole(bytes);

    public override EnvelopeStatus TryRead(PooledMessage message, bool maySplit, out GatewayEnvelope envelope, out int length)
    {
        var bytes = message.WrittenSpan;
        length = maySplit && JsonBoundary.MayHoldSeveral(bytes) ? JsonBoundary.LengthOfFirst(bytes) : bytes.Length;
        var status = _trust.TryRead(bytes[..length], out envelope, out var isBodyUnread);
        message.UnreadBody = isBodyUnread ? _trust : null;
        return status;
    }

    public override ReadOnlySpan<byte> ControlBody(in GatewayEnvelope envelope, ReadOnlySpan<byte> payload) =>
        envelope.DataOf(payload);

    public override bool HasGuildId(ReadOnlySpan<byte> data) => GuildIdProbe.HasGuildId(data);
}
