namespace Gateway.Core.Compression;

/// <summary>
/// Tells a bomb from a payload. The longest payload bounds the memory; this bounds how little a peer has to send to make a
/// client use all of it.
/// </summary>
internal static class InflationLimit
{
    /// <summary>
    /// The most bytes that may come out of one byte. Deflate cannot exceed 1,032 by its format, so that nothing in zlib is ever
    /// refused; a zstd block of four bytes can say 131,072. Discord's payloads come to 4 to 20.
    /// </summary>
    public const int MaxRatio = 1100;

    /// <summary>
    /// Up to here, the default of the longest message, the ratio does not matter: a few bytes may repeat all of the payload
    /// before them. It counts for those who allow more.
    /// </summary>
    public const int FreeBytes = 64 * 1024 * 1024;

    /// <summary>The most bytes that so long a message may bring.</summary>
    public static int For(int messageBytes, int maxBytes) =>
        (int)Math.Min(maxBytes, FreeBytes + ((long)messageBytes * MaxRatio));
}
