using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Traffic;

/// <summary>Where a message is.</summary>
internal readonly record struct MessagePlace(ulong? GuildId, ulong ChannelId);

/// <summary>The bodies of the generated events, with ids that are later written over.</summary>
internal static class EventTemplates
{
    /// <summary>Stand-ins of the right length: 18 digits for guild and channel, 19 for a message.</summary>
    public const ulong GuildMark = 811111111111111111;
    public const ulong ChannelMark = 822222222222222222;
    public const ulong MessageMark = 1433333333333333333;

    private const string At = "2026-03-01T10:20:30.123000+00:00";

    private static readonly MessagePlace Place = new(GuildMark, ChannelMark);

    public static byte[] Message(Random random, bool edited)
    {
        // Mostly short, now and then an embed's worth: 0.8 to 4 KB with the fixed fields.
        var words = random.Next(4) == 0 ? random.Next(100, 350) : random.Next(1, 60);
        var embeds = random.Next(5) == 0 ? random.Next(1, 3) : 0;
        var text = Words(random, words);
        return JsonBody.Write(json => WriteMessage(json, Place, MessageMark, text, embeds, edited));
    }

    public static byte[] Typing() => JsonBody.Write(json =>
    {
        json.WriteId("user_id", Author.UserId);
        json.WriteNumber("timestamp", 1772360430);
        json.WriteStartObject("member");
        MemberBodies.WriteMember(json, Author);
        json.WriteEndObject();
        json.WriteId("channel_id", ChannelMark);
        json.WriteId("guild_id", GuildMark);
    });

    public static byte[] ReactionAdd() => JsonBody.Write(json =>
    {
        json.WriteId("user_id", Author.UserId);
        json.WriteNumber("type", 0);
        json.WriteId("message_id", MessageMark);
        json.WriteId("message_author_id", GuildWorld.BotId);
        json.WriteStartObject("member");
        MemberBodies.WriteMember(json, Author);
        json.WriteEndObject();
        json.WriteStartObject("emoji");
        json.WriteString("name", "🔥");
        json.WriteNull("id");
        json.WriteEndObject();
        json.WriteId("channel_id", ChannelMark);
        json.WriteBoolean("burst", false);
        json.WriteId("guild_id", GuildMark);
    });

    public static byte[] Presence(Random random)
    {
        var track = Words(random, random.Next(12, 20));
        return JsonBody.Write(json =>
        {
            json.WriteStartObject("user");
            json.WriteId("id", Author.UserId);
            json.WriteEndObject();
            json.WriteString("status", "online");
            json.WriteId("guild_id", GuildMark);
            json.WriteStartObject("client_status");
            json.WriteString("desktop", "online");
            json.WriteEndObject();
            json.WriteStartArray("activities");
            json.WriteStartObject();
            json.WriteNumber("type", 2);
            json.WriteString("name", "Spotify");
            json.WriteString("details", track);
            json.WriteNumber("created_at", 1772360430123);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    public static void WriteMessage(Utf8JsonWriter json, MessagePlace place, ulong id, string content, int embeds, bool edited = false)
    {
        json.WriteNumber("type", 0);
        json.WriteBoolean("tts", false);
        json.WriteString("timestamp", At);
        json.WriteBoolean("pinned", false);
        json.WriteEmptyArray("mentions");
        json.WriteEmptyArray("mention_roles");
        json.WriteBoolean("mention_everyone", false);
        if (place.GuildId is not null)
        {
            json.WriteStartObject("member");
            MemberBodies.WriteMemberFields(json);
            json.WriteEndObject();
        }

        json.WriteId("id", id);
        json.WriteNumber("flags", 0);
        WriteEmbeds(json, embeds);
        json.WriteString("edited_timestamp", edited ? At : null);
        json.WriteString("content", content);
        json.WriteEmptyArray("components");
        json.WriteId("channel_id", place.ChannelId);
        json.WriteStartObject("author");
        MemberBodies.WriteUser(json, Author);
        json.WriteEndObject();
        json.WriteEmptyArray("attachments");
        if (place.GuildId is { } guildId)
        {
            json.WriteId("guild_id", guildId);
        }
    }

    private static Member Author => new(700000000000000007, "user-00007", false);

    private static void WriteEmbeds(Utf8JsonWriter json, int count)
    {
        json.WriteStartArray("embeds");
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteString("type", "rich");
            json.WriteString("title", "A title of an embed");
            json.WriteString("description", new string('e', 400));
            json.WriteString("url", "https://example.test/a/page");
            json.WriteNumber("color", 5793266);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Words(Random random, int count) => string.Join(' ', Enumerable.Range(0, count)
        .Select(_ => new string((char)('a' + random.Next(26)), 1) + new string((char)('a' + random.Next(26)), random.Next(1, 9))));
}
