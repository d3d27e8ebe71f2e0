using System.Text.Json;

namespace Gateway.Core.Protocol;

/// <summary>What READY says, as far as a shard needs it or its user asks for it.</summary>
public sealed record ReadyPayload
{
    /// <summary>The longest session id that is believed, in characters. Discord's have 32; a Resume with it has to stay under 4096 bytes.</summary>
    public const int MaxSessionIdLength = 256;

    /// <summary>What a later Resume names.</summary>
    public required string SessionId { get; init; }

    /// <summary>Where to resume; null when it was missing or no usable URL.</summary>
    public Uri? ResumeUrl { get; init; }

    /// <summary>The application's id; 0 when it was missing.</summary>
    public ulong ApplicationId { get; init; }

    /// <summary>The bot user's id; 0 when it was missing.</summary>
    public ulong UserId { get; init; }

    /// <summary>The bot user's name; empty when it was missing.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The guilds of this shard, all of them still unavailable.</summary>
    public IReadOnlyList<ulong> GuildIds { get; init; } = [];

    /// <summary>Reads the body of READY. False when it has no usable session id; everything else may be missing.</summary>
    /// <param name="data">The body.</param>
    /// <param name="baseUrl">The gateway's own URL: a resume URL must not be less secure. Null: not compared.</param>
    /// <param name="ready">What was read.</param>
    public static bool TryRead(ReadOnlySpan<byte> data, Uri? baseUrl, out ReadyPayload? ready)
    {
        ready = null;
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!JsonDocument.TryParseValue(ref reader, out var document))
            {
                return false;
            }

            using (document)
            {
                ready = Read(document.RootElement, baseUrl);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // Not JSON, or a string in it is not UTF-8.
        }

        return ready is not null;
    }

    private static ReadyPayload? Read(JsonElement root, Uri? baseUrl)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("session_id"u8, out var id) || id.ValueKind != JsonValueKind.String
            || id.GetString() is not { Length: > 0 and <= MaxSessionIdLength } sessionId)
        {
            return null;
        }

        _ = GatewayUrl.TryParseResumeUrl(Text(root, "resume_gateway_url"u8), baseUrl, out var resumeUrl);
        return new ReadyPayload
        {
            SessionId = sessionId,
            ResumeUrl = resumeUrl,
            ApplicationId = Child(root, "application"u8) is { } application ? Id(application) : 0,
            UserId = Child(root, "user"u8) is { } user ? Id(user) : 0,
            UserName = Child(root, "user"u8) is { } named ? Text(named, "username"u8) ?? "" : "",
            GuildIds = root.TryGetProperty("guilds"u8, out var guilds) && guilds.ValueKind == JsonValueKind.Array
                ? [.. guilds.EnumerateArray().Select(Id)]
                : [],
        };
    }

    private static JsonElement? Child(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;

    // Ids are strings; a number is accepted as well, anything else reads as 0.
    private static ulong Id(JsonElement parent)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty("id"u8, out var id))
        {
            return 0;
        }

        return id.ValueKind switch
        {
            JsonValueKind.String => ulong.TryParse(id.GetString(), out var parsed) ? parsed : 0,
            JsonValueKind.Number => id.TryGetUInt64(out var number) ? number : 0,
            _ => 0,
        };
    }
}
