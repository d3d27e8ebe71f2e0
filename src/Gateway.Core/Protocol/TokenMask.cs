namespace Gateway.Core.Protocol;

/// <summary>Takes the token out of a payload that is shown to somebody.</summary>
public static class TokenMask
{
    private static ReadOnlySpan<byte> Key => "\"token\":\""u8;

    /// <summary>A copy of an Identify or Resume that we wrote, with <c>***</c> for the token; other payloads as they are.</summary>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        var start = span.IndexOf(Key);
        if (start < 0)
        {
            return payload;
        }

        start += Key.Length;
        var length = 0;
        while (start + length < span.Length && span[start + length] != (byte)'"')
        {
            length += span[start + length] == (byte)'\\' ? 2 : 1; // An escaped quote does not end it.
        }

        return (byte[])[.. span[..start], .. "***"u8, .. span[Math.Min(span.Length, start + length)..]];
    }
}
