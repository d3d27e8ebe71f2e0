using System.Text.Json;

namespace Gateway.Core.Protocol;

/// <summary>Tells a guild's event from a direct message's: the same names serve both.</summary>
internal static class GuildIdProbe
{
    /// <summary>Never throws: a body that cannot be read has none.</summary>
    public static bool HasGuildId(ReadOnlySpan<byte> data)
    {
        try
        {
            return Find(data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter: half a surrogate pair in a key.
        {
            return false;
        }
    }

    private static bool Find(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        if (data.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("guild_id"u8))
            {
                return reader.Read() && reader.TokenType != JsonTokenType.Null;
            }

            reader.Read();
            reader.Skip();
        }

        return false;
    }
}
