using System.Buffers;

namespace Gateway.Core.Compression;

/// <summary>How decompressing a message went.</summary>
public enum DecompressStatus
{
    /// <summary>What was written ends a payload.</summary>
    PayloadEnd,

    /// <summary>
    /// The message does not say that a payload ends with it. Whether one does is seen by what was written; if not, it goes on
    /// with the next message.
    /// </summary>
    Unfinished,

    /// <summary>It cannot be decompressed, and neither can anything after it on this connection.</summary>
    Corrupt,

    /// <summary>The payload is longer than allowed. It was not written to its end, and nothing can follow.</summary>
    TooLarge,
}

/// <summary>
/// Decompresses the messages of one connection, in order. Made for each connection anew, a resumed one included. Not safe for
/// concurrent use: whoever calls it disposes of it.
/// </summary>
public abstract class PayloadDecompressor : IDisposable
{
    /// <summary>
    /// Whether a WebSocket message is the payload itself and must not be given to <see cref="Decompress"/>. Default: text
    /// messages are.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="isBinary">Whether it came as a binary message.</param>
    public virtual bool IsPlain(ReadOnlySpan<byte> message, bool isBinary) => !isBinary;

    /// <summary>Decompresses one WebSocket message. Never throws for what a peer has sent.</summary>
    /// <param name="message">The message. Not kept.</param>
    /// <param name="destination">Gets what comes out; nothing keeps a reference to it.</param>
    /// <param name="maxBytes">The most bytes to write: what is left of the longest payload, when a part of it was written before.</param>
    public abstract DecompressStatus Decompress(ReadOnlyMemory<byte> message, IBufferWriter<byte> destination, int maxBytes);

    /// <summary>Frees what it holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what it holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
