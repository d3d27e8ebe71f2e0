using Gateway.Core.Compression;
using Gateway.Core.Delivery;

namespace Gateway.Core.Driver;

/// <summary>What a WebSocket message has brought.</summary>
internal enum InboxResult
{
    /// <summary>At least one payload.</summary>
    Payload,

    /// <summary>Nothing that could be read yet.</summary>
    Nothing,

    /// <summary>It cannot be decompressed; nothing more can be read from the connection.</summary>
    Corrupt,

    /// <summary>It is longer than allowed; nothing more can be read from the connection.</summary>
    TooLarge,
}

/// <summary>
/// Makes payloads out of the WebSocket messages of one connection: decompresses them, gathers a payload that comes in
/// several, and keeps what has come behind one. Entered by the reader only.
/// </summary>
/// <remarks>
/// Arrays change hands, bytes are not copied: the compressed message and the part that waits are swapped with the message
/// that the reader owns.
/// </remarks>
internal sealed class PayloadInbox(PayloadDecompressor decompressor, PayloadCodec codec, int maxBytes) : IDisposable
{
    private readonly PooledMessage _compressed = new();
    private readonly PooledMessage _kept = new();
    private bool _hasNext;

    public PayloadCodec Codec => codec;

    /// <summary>Whether another payload has come already, behind the one that was read last.</summary>
    public bool HasNext => _hasNext;

    /// <summary>Whether the message in the reader's hand may hold several payloads.</summary>
    public bool MaySplit { get; private set; }

    /// <summary>A message was received. Whatever it was, <paramref name="message"/> holds the payload afterwards.</summary>
    public InboxResult Accept(PooledMessage message, bool isBinary)
    {
        MaySplit = false;
        if (decompressor.IsPlain(message.WrittenSpan, isBinary))
        {
            return Unpack(message);
        }

        MaySplit = true;
        _compressed.Exchange(message);
        message.Exchange(_kept);
        var status = decompressor.Decompress(_compressed.WrittenMemory, message, maxBytes - message.Length);
        _compressed.Clear();
        switch (status)
        {
            case DecompressStatus.Corrupt:
                return InboxResult.Corrupt;
            case DecompressStatus.TooLarge:
                return InboxResult.TooLarge;
            case DecompressStatus.Unfinished when !codec.IsWhole(message.WrittenSpan):
                message.Exchange(_kept);
                return InboxResult.Nothing;
            default:
                return message.Length == 0 ? InboxResult.Nothing : Unpack(message);
        }
    }

    /// <summary>Only the first bytes of the message are the payload in hand; the rest is the next one.</summary>
    public void KeepRest(PooledMessage message, int length)
    {
        var rest = message.WrittenSpan[length..];
        rest.CopyTo(_kept.GetSpan(rest.Length));
        _kept.Advance(rest.Length);
        message.Truncate(length);
        _hasNext = true;
    }

    /// <summary>Moves the next payload into an empty message.</summary>
    public InboxResult TakeNext(PooledMessage message)
    {
        _hasNext = false;
        message.Exchange(_kept);
        return Unpack(message);
    }

    /// <summary>The reader waits: an idle connection holds no buffer.</summary>
    public void OnIdle()
    {
        _compressed.Release();
        if (_kept.Length == 0)
        {
            _kept.Release();
        }
    }

    public void Dispose()
    {
        decompressor.Dispose();
        codec.Dispose();
        _compressed.Release();
        _kept.Release();
    }

    private InboxResult Unpack(PooledMessage message)
    {
        if (!codec.IsPacked(message.WrittenSpan))
        {
            return InboxResult.Payload;
        }

        _compressed.Exchange(message);
        var status = codec.Unpack(_compressed.WrittenMemory, message, maxBytes);
        _compressed.Clear();
        return status switch
        {
            DecompressStatus.PayloadEnd => InboxResult.Payload,
            DecompressStatus.TooLarge => InboxResult.TooLarge,
            _ => InboxResult.Corrupt,
        };
    }
}
