using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Core;

/// <summary>
/// What is needed to go on with a session in another process. Contains no token, but whoever has the token and this
/// can take the session over.
/// </summary>
public sealed record ShardSession
{
    /// <summary>The id that READY gave.</summary>
    public required string SessionId { get; init; }

    /// <summary>Where to resume; null for the gateway's base URL.</summary>
    public Uri? ResumeUrl { get; init; }

    /// <summary>The sequence of the last event that the handler was given.</summary>
    public required long Sequence { get; init; }

    /// <summary>The shard's index.</summary>
    public required int ShardIndex { get; init; }

    /// <summary>The shard count.</summary>
    public required int ShardCount { get; init; }

    /// <summary>When anything was last received for it. Discord forgets sessions after a few minutes.</summary>
    public required DateTimeOffset LastReceivedAt { get; init; }

    /// <summary>As JSON, in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ShardSessionJsonContext.Default.ShardSession);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is not a session.</exception>
    public static ShardSession FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, ShardSessionJsonContext.Default.ShardSession)
                ?? throw new ArgumentException("The JSON is null. Allowed: what ToJson wrote.", nameof(json));
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The JSON is no session: {e.Message}", nameof(json), e);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ShardSession))]
internal sealed partial class ShardSessionJsonContext : JsonSerializerContext;
