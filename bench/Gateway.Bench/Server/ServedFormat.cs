namespace Gateway.Bench.Server;

/// <summary>How the server compresses.</summary>
internal enum ServedCompression
{
    None,
    ZlibStream,
    ZstdStream,

    /// <summary>Each message a zlib stream of its own, once Identify has asked for it.</summary>
    Payload,
}

/// <summary>What a connection's messages look like on the wire.</summary>
internal readonly record struct ServedFormat(ServedCompression Compression, bool IsEtf)
{
    /// <summary>Reads what the upgrade request asks for.</summary>
    public static ServedFormat Of(string requestLine)
    {
        var compression = requestLine.Contains("compress=zlib-stream", StringComparison.Ordinal) ? ServedCompression.ZlibStream
            : requestLine.Contains("compress=zstd-stream", StringComparison.Ordinal) ? ServedCompression.ZstdStream
            : ServedCompression.None;
        return new ServedFormat(compression, requestLine.Contains("encoding=etf", StringComparison.Ordinal));
    }
}
