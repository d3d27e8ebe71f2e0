using System.Buffers.Binary;

namespace Gateway.Core.Protocol;

/// <summary>Takes the token out of a payload that is shown to somebody.</summary>
public static class TokenMask
{
    private static ReadOnlySpan<byte> Key => "\"token\":\""u8;

    // The key as a binary, and the tag of the binary behind it.
    private static ReadOnlySpan<byte> EtfKey => "m\0\0\0\u0005tokenm"u8;

    /// <summary>A copy of an Identify or Resume that we wrote, in JSON or ETF, with <c>***</c> for the token; other payloads as they are.</summary>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        if (span is [Etf.EtfTag.Version, ..])
        {
            return ApplyToEtf(payload);
        }

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

    private static ReadOnlyMemory<byte> ApplyToEtf(ReadOnlyMemory<byte> payload)
    {
        var span = payload.Span;
        var start = span.IndexOf(EtfKey);
        if (start < 0)
        {
            return payload;
        }

        start += EtfKey.Length;
        var end = start + sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(span[start..]);
        return (byte[])[.. span[..start], 0, 0, 0, 3, .. "***"u8, .. span[end..]];
    }
}
