using System.Buffers.Text;

namespace Gateway.Simulator.Wire.Etf;

/// <summary>Which texts of a payload are ids: with ETF these are integers.</summary>
internal static class EtfIds
{
    /// <summary>Ids of this century have 17 digits or more; an unsigned 64-bit number has at most 20.</summary>
    private const int FewestDigits = 17;

    private const int MostDigits = 20;

    /// <summary>Whether the text under this key, or each text of the list under it, is an id.</summary>
    public static bool Holds(ReadOnlySpan<byte> key)
        => key.SequenceEqual("id"u8)
        || key.EndsWith("_ids"u8)

        // What the author of a button calls it.
        || (key.EndsWith("_id"u8) && !key.SequenceEqual("custom_id"u8))

        // Lists of ids that do not say so.
        || key.SequenceEqual("roles"u8) || key.SequenceEqual("mention_roles"u8)
        || key.SequenceEqual("exempt_roles"u8) || key.SequenceEqual("exempt_channels"u8)
        || key.SequenceEqual("applied_tags"u8) || key.SequenceEqual("not_found"u8);

    /// <summary>Only what would be written back as the same digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong id)
    {
        id = 0;
        return text.Length is >= FewestDigits and <= MostDigits
            && text[0] != (byte)'0'
            && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out id, out var read)
            && read == text.Length;
    }
}
