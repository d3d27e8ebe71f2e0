namespace Gateway.Core.Protocol.Etf;

/// <summary>From which size an integer is written as a string.</summary>
internal static class IdKeys
{
    /// <summary>Above this a JSON number loses digits in most languages, and Discord writes strings.</summary>
    public const ulong LargestNumber = 1UL << 53;

    /// <summary>The smallest snowflake of any use: the ones below were made in the first second of 2015.</summary>
    public const ulong SmallestSnowflake = 1UL << 32;

    /// <summary>The largest integer under a key that is still written as a number; null when none is.</summary>
    public static ulong? LargestNumberUnder(ReadOnlySpan<byte> key)
    {
        if (key.SequenceEqual("id"u8))
        {
            return SmallestSnowflake - 1; // Of a component, or of a poll's answer.
        }

        if (key.EndsWith("_id"u8))
        {
            return IsSmallNumber(key) ? SmallestSnowflake - 1 : null;
        }

        return IsListOfIds(key) ? null : LargestNumber;
    }

    // Their JSON has numbers; a sound has both.
    private static bool IsSmallNumber(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("answer_id"u8) || key.SequenceEqual("animation_id"u8) || key.SequenceEqual("sound_id"u8)
        || key.SequenceEqual("shard_id"u8);

    private static bool IsListOfIds(ReadOnlySpan<byte> key) =>
        key.EndsWith("_ids"u8) || key.SequenceEqual("ids"u8) || key.SequenceEqual("roles"u8) || key.SequenceEqual("mention_roles"u8)
        || key.SequenceEqual("exempt_roles"u8) || key.SequenceEqual("exempt_channels"u8) || key.SequenceEqual("applied_tags"u8)
        || key.SequenceEqual("not_found"u8);
}
