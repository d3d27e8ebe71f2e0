namespace Gateway.Core.Protocol;

/// <summary>How a whole connection is compressed, from the server to the client only.</summary>
public enum TransportCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>One zlib context a connection, a sync flush after each message.</summary>
    ZlibStream,

    /// <summary>One Zstandard context a connection, a flush after each message.</summary>
    ZstdStream,
}

/// <summary>What compressions are called in the gateway's URL.</summary>
public static class TransportCompressionNames
{
    /// <summary>The value of <c>compress</c> in the URL: <c>zlib-stream</c> or <c>zstd-stream</c>; null when the key is left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not one of the enumeration.</exception>
    public static string? WireName(this TransportCompression compression) => compression switch
    {
        TransportCompression.None => null,
        TransportCompression.ZlibStream => "zlib-stream",
        TransportCompression.ZstdStream => "zstd-stream",
        _ => throw new ArgumentOutOfRangeException(
            nameof(compression), compression, "Allowed: None, ZlibStream, ZstdStream."),
    };
}
