using Gateway.Core.Compression;

namespace Gateway.Core;

/// <summary>
/// How the gateway compresses what it sends; what a client sends is never compressed. Each way describes itself: its name in
/// the URL, what it goes together with, what it needs, and its decompressor. So another one is one more class. Immutable,
/// safe for concurrent use.
/// </summary>
public abstract class GatewayCompression
{
    /// <summary>Not at all. A payload that comes compressed all the same, in a binary message, is inflated.</summary>
    public static GatewayCompression None { get; } = new NoCompression();

    /// <summary>Single payloads, at the gateway's choice, each a zlib stream of its own. With JSON only.</summary>
    public static GatewayCompression Payload { get; } = new PayloadCompression();

    /// <summary>The whole connection as one zlib stream, flushed after each payload.</summary>
    public static GatewayCompression ZlibStream { get; } = new ZlibStreamCompression();

    /// <summary>The whole connection with Zstandard, flushed after each payload. Needs the system's libzstd.</summary>
    public static GatewayCompression ZstdStream { get; } = new ZstdStreamCompression();

    /// <summary>The ones above, in that order.</summary>
    public static IReadOnlyList<GatewayCompression> All { get; } = [None, Payload, ZlibStream, ZstdStream];

    /// <summary>What it is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>The value of <c>compress</c> in the URL; null when the key is left out.</summary>
    public virtual string? UrlValue => null;

    /// <summary>Whether it is asked for by <c>compress</c> in Identify. Default false.</summary>
    public virtual bool IsAskedForInIdentify => false;

    /// <summary>Whether the gateway offers it together with an encoding. Default true.</summary>
    public virtual bool Supports(GatewayEncoding encoding) => true;

    /// <summary>
    /// What keeps this machine from using it, and what to do about that, as a sentence; null when nothing does. Asked when
    /// options are checked. Must not throw.
    /// </summary>
    public virtual string? FindObstacle() => null;

    /// <summary>Makes the decompressor of one connection. Owned by the caller.</summary>
    public abstract PayloadDecompressor CreateDecompressor();

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
