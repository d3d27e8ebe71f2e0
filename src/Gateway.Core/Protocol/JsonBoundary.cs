using System.Text.Json;

namespace Gateway.Core.Protocol;

/// <summary>Where one payload ends in what a stream has brought. Never throws.</summary>
internal static class JsonBoundary
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = EnvelopeReader.MaxDepth, AllowMultipleValues = true };

    /// <summary>
    /// Whether there may be more than one payload: each has the key <c>op</c>. Inside of a text its quotes would be escaped,
    /// so this is seldom wrong, and it costs a search and not a walk.
    /// </summary>
    public static bool MayHoldSeveral(ReadOnlySpan<byte> bytes)
    {
        var key = "\"op\""u8;
        var first = bytes.IndexOf(key);
        return first >= 0 && bytes[(first + key.Length)..].IndexOf(key) >= 0;
    }

    /// <summary>The length of the first value, with the white space behind it; all of it when it is broken.</summary>
    public static int LengthOfFirst(ReadOnlySpan<byte> bytes)
    {
        var length = ReadValues(bytes, atMost: 1);
        return length <= 0 ? bytes.Length : length;
    }

    /// <summary>Whether no value in it goes on behind its end. What is broken does not either.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> bytes) =>
        bytes.TrimEnd(" \t\r\n"u8) is [.., (byte)'}'] && ReadValues(bytes, int.MaxValue) != 0;

    // How far whole values go; 0 when one is not whole, less when one is broken.
    private static int ReadValues(ReadOnlySpan<byte> bytes, int atMost)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            for (var i = 0; i < atMost && bytes[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8); i++)
            {
                if (!reader.Read() || !reader.TrySkip())
                {
                    return 0;
                }
            }

            var end = (int)reader.BytesConsumed;
            return bytes.Length - bytes[end..].TrimStart(" \t\r\n"u8).Length;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return -1;
        }
    }
}
