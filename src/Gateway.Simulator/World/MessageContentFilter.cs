using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World;

/// <summary>
/// What a session without MESSAGE_CONTENT gets of a message: no text, embeds, attachments, components or poll, unless the
/// bot wrote it, is mentioned in it, or it is a direct message. Messages inside a message are judged one by one.
/// </summary>
internal static class MessageContentFilter
{
    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body without the content; the same array when there is nothing to take out, or it is no object.</summary>
    /// <param name="body">The JSON of <c>d</c>.</param>
    /// <param name="botId">The bot of the session.</param>
    public static byte[] Apply(byte[] body, ulong botId)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || document.RootElement.Get("guild_id").IsAbsentOrNull())
            {
                return body;
            }

            var buffer = new ArrayBufferWriter<byte>(body.Length);
            using (var json = new Utf8JsonWriter(buffer, AsItIs))
            {
                WriteMessage(json, document.RootElement, botId);
            }

            return buffer.WrittenSpan.ToArray();
        }
        catch (JsonException)
        {
            // Whoever dispatches broken JSON wants it to arrive as it is.
            return body;
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, JsonElement message, ulong botId)
    {
        var open = ConcernsBot(message, botId);
        json.WriteStartObject();
        foreach (var field in message.EnumerateObject())
        {
            WriteField(json, field, open, botId);
        }

        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, JsonProperty field, bool open, ulong botId)
    {
        switch (field.Name)
        {
            case "content" or "matched_content" when !open:
                json.WriteString(field.Name, "");
                break;
            case "embeds" or "attachments" or "components" when !open:
                json.WriteEmptyArray(field.Name);
                break;
            case "poll" when !open:
                break;
            case "referenced_message" when field.Value.ValueKind == JsonValueKind.Object:
                json.WritePropertyName(field.Name);
                WriteMessage(json, field.Value, botId);
                break;
            case "message_snapshots" when field.Value.ValueKind == JsonValueKind.Array:
                WriteSnapshots(json, field.Value, botId);
                break;
            default:
                field.WriteTo(json);
                break;
        }
    }

    private static void WriteSnapshots(Utf8JsonWriter json, JsonElement snapshots, ulong botId)
    {
        json.WriteStartArray("message_snapshots");
        foreach (var snapshot in snapshots.EnumerateArray())
        {
            if (snapshot.Get("message").ValueKind != JsonValueKind.Object)
            {
                snapshot.WriteTo(json);
                continue;
            }

            json.WriteStartObject();
            json.WritePropertyName("message");
            WriteMessage(json, snapshot.Get("message"), botId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool ConcernsBot(JsonElement message, ulong botId)
    {
        var mentions = message.Get("mentions");
        return Is(message.Get("author"), botId)
            || (mentions.ValueKind == JsonValueKind.Array && mentions.EnumerateArray().Any(user => Is(user, botId)));
    }

    private static bool Is(JsonElement user, ulong botId) => user.Get("id").TrySnowflake(out var id) && id == botId;
}
