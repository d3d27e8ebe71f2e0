using System.Text.Json;

namespace Gateway.Core.Protocol;

/// <summary>Where an event belongs, as far as its routing goes.</summary>
internal enum EventHome
{
    /// <summary>To the guild that its body names; without one, <see cref="Elsewhere"/>.</summary>
    Guild,

    /// <summary>To no guild, even if its body names one: Discord sends it to shard 0, or to all.</summary>
    Elsewhere,

    /// <summary>To the session that has asked for it with a command.</summary>
    Session,

    /// <summary>To the session itself: READY, RESUMED.</summary>
    Connection,
}

/// <summary>What the body of an event says of its guild.</summary>
/// <param name="Id">The guild.</param>
/// <param name="IsUnavailable">Whether it says <c>"unavailable":true</c>; read for GUILD_CREATE and GUILD_DELETE only.</param>
/// <param name="HasUnavailable">Whether it has the key <c>unavailable</c> at all: a guild newly joined, or left, has not.</param>
internal readonly record struct GuildMention(ulong Id, bool IsUnavailable, bool HasUnavailable);

/// <summary>Finds the guild of an event in its body. Only asked while shards are resharded: it walks the body.</summary>
internal static class GuildOfEvent
{
    public static EventHome HomeOf(DispatchEventInfo? info) => info?.Name switch
    {
        DispatchEventNames.Ready or DispatchEventNames.Resumed => EventHome.Connection,
        DispatchEventNames.GuildMembersChunk or DispatchEventNames.RateLimited
            or DispatchEventNames.SoundboardSounds or DispatchEventNames.ChannelInfo => EventHome.Session,
        DispatchEventNames.EntitlementCreate or DispatchEventNames.EntitlementUpdate or DispatchEventNames.EntitlementDelete
            or DispatchEventNames.SubscriptionCreate or DispatchEventNames.SubscriptionUpdate
            or DispatchEventNames.SubscriptionDelete or DispatchEventNames.UserUpdate => EventHome.Elsewhere,
        _ => EventHome.Guild,
    };

    /// <summary>Never throws: a body that cannot be read names no guild.</summary>
    public static bool TryRead(DispatchEventInfo? info, ReadOnlySpan<byte> data, out GuildMention mention)
    {
        mention = default;
        try
        {
            return info?.Name is DispatchEventNames.GuildCreate or DispatchEventNames.GuildUpdate or DispatchEventNames.GuildDelete
                ? TryRead(data, "id"u8, withUnavailable: info.Name != DispatchEventNames.GuildUpdate, ref mention)
                : TryRead(data, "guild_id"u8, withUnavailable: false, ref mention);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter: half a surrogate pair in a key.
        {
            return false;
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, bool withUnavailable, ref GuildMention mention)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        if (data.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals(key);
            var isUnavailable = withUnavailable && reader.ValueTextEquals("unavailable"u8);
            reader.Read();
            if (isKey)
            {
                found = TryReadId(ref reader, out var id);
                mention = mention with { Id = id };
                if (!withUnavailable)
                {
                    return found;
                }
            }
            else if (isUnavailable)
            {
                mention = mention with { HasUnavailable = true, IsUnavailable = reader.TokenType == JsonTokenType.True };
            }

            reader.Skip();
        }

        return found;
    }

    private static bool TryReadId(ref Utf8JsonReader reader, out ulong id)
    {
        id = 0;
        return reader.TokenType switch
        {
            JsonTokenType.String => ulong.TryParse(reader.ValueSpan, out id),
            JsonTokenType.Number => reader.TryGetUInt64(out id),
            _ => false,
        };
    }
}
