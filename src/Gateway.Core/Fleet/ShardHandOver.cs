using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Core.Fleet;

/// <summary>
/// A shard on its way from one process to another: <see cref="ShardManager.HandOverAsync"/> makes it,
/// <see cref="ShardManager.AddAsync"/> goes on with it. Contains no token, but whoever has the token and this can take the
/// session over. Discord keeps the session for a few minutes after the shard was stopped.
/// </summary>
public sealed record ShardHandOver
{
    /// <summary>The form that this version of the library writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form it was written in.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The session, up to the last event that the handler has finished.</summary>
    public required ShardSession Session { get; init; }

    /// <summary>Tells whether both processes have the same token: a part of a hash of it.</summary>
    public required string TokenFingerprint { get; init; }

    /// <summary>As JSON, in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ShardHandOverJsonContext.Default.ShardHandOver);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is no hand-over, or one of a form that this version does not know.</exception>
    public static ShardHandOver FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        ShardHandOver? handOver;
        try
        {
            handOver = JsonSerializer.Deserialize(json, ShardHandOverJsonContext.Default.ShardHandOver);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The JSON is no hand-over: {e.Message}", nameof(json), e);
        }

        return handOver switch
        {
            null or { Session: null } or { TokenFingerprint: null } =>
                throw new ArgumentException("The JSON is null, or a part of it is. Allowed: what ToJson wrote.", nameof(json)),
            { Version: not CurrentVersion } => throw new ArgumentException(
                $"The version is {handOver.Version}. Allowed: {CurrentVersion}.", nameof(json)),
            _ => handOver,
        };
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ShardHandOver))]
internal sealed partial class ShardHandOverJsonContext : JsonSerializerContext;
