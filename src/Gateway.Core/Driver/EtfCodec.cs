using Gateway.Core.Compression;
using Gateway.Core.Delivery;
using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Driver;

/// <summary>Erlang's external term format. Bodies of events are taken unread, and turned into JSON when the handler asks for them.</summary>
internal sealed class EtfCodec : PayloadCodec
{
    private readonly EtfEnvelopeTrust _trust = new();
    private readonly WholeZlibInflater _inflater = new();

    public override bool IsWhole(ReadOnlySpan<byte> bytes) => EtfEnvelopeReader.IsWhole(bytes);

    public override bool IsPacked(ReadOnlySpan<byte> bytes) => CompressedTerm.Is(bytes);

    public override DecompressStatus Unpack(ReadOnlyMemory<byte> bytes, PooledMessage destination, int maxBytes) =>
        CompressedTerm.Expand(_inflater, bytes, destination, maxBytes);

    public override EnvelopeStatus TryRead(PooledMessage message, bool maySplit, out GatewayEnvelope envelope, out int length)
    {
        message.IsEtf = true;
        if (maySplit && EtfEnvelopeReader.MayHoldSeveral(message.WrittenSpan))
        {
            return EtfEnvelopeReader.TryReadFirst(message.WrittenSpan, out envelope, out length);
        }

        length = message.Length;
        var status = _trust.TryRead(message.WrittenSpan, out envelope, out var isBodyUnread);
        message.UnreadBody = isBodyUnread ? _trust : null;
        return status;
    }

    public override ReadOnlySpan<byte> ControlBody(in GatewayEnvelope envelope, ReadOnlySpan<byte> payload) =>
        EtfControlBody.ToJson(envelope, payload);

    public override bool HasGuildId(ReadOnlySpan<byte> data) => EtfEnvelopeReader.HasGuildId(data);

    public override void Dispose()
    {
        _inflater.Dispose();
        base.Dispose();
    }
}
