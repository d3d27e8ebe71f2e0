namespace Gateway.Simulator.Wire;

/// <summary>What no decoder takes.</summary>
internal static class Garbage
{
    /// <summary>
    /// To zlib a block of the type that does not exist, to zstd too, to ETF another version, to JSON no text; and it ends
    /// as a payload of zlib-stream ends, so that a client that waits for that will read it.
    /// </summary>
    public static readonly byte[] Message = [0x06, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0xFF, 0xFF];
}
