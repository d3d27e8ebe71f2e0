using Gateway.Core.Compression;
using Gateway.Core.Delivery;
using Gateway.Core.Protocol;

namespace Gateway.Core.Driver;

/// <summary>How the payloads of one connection are read. One form an encoding.</summary>
internal abstract class PayloadCodec : IDisposable
{
    public static PayloadCodec For(GatewayEncoding encoding) =>
        encoding == GatewayEncoding.Etf ? new EtfCodec() : new JsonCodec();

    /// <summary>Whether no payload in it goes on behind its end. Asked when nothing else says so.</summary>
    public abstract bool IsWhole(ReadOnlySpan<byte> bytes);

    /// <summary>Whether the bytes have to be expanded before they can be read.</summary>
    public virtual bool IsPacked(ReadOnlySpan<byte> bytes) => false;

    /// <summary>Expands what <see cref="IsPacked"/> has pointed at.</summary>
    public virtual DecompressStatus Unpack(ReadOnlyMemory<byte> bytes, PooledMessage destination, int maxBytes) =>
        DecompressStatus.Corrupt;

    /// <summary>Reads the envelope of the first payload, and notes in the message how its body is got at.</summary>
    /// <param name="message">One payload, or several.</param>
    /// <param name="maySplit">Whether there may be several: what was decompressed may hold them.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="length">The length of the first payload.</param>
    public abstract EnvelopeStatus TryRead(PooledMessage message, bool maySplit, out GatewayEnvelope envelope, out int length);

    /// <summary>The body as JSON, as far as the machine reads it.</summary>
    public abstract ReadOnlySpan<byte> ControlBody(in GatewayEnvelope envelope, ReadOnlySpan<byte> payload);

    /// <summary>Whether the event comes from a guild.</summary>
    public abstract bool HasGuildId(ReadOnlySpan<byte> data);

    /// <summary>Frees what it holds.</summary>
    public virtual void Dispose()
    {
    }
}
