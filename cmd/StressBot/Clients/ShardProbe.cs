using System.Text.Json;

namespace StressBot.Clients;

/// <summary>Finds out which shard a connection is of, from what is sent on it.</summary>
internal static class ShardProbe
{
    private const int Identify = 2;
    private const int Resume = 6;

    /// <summary>The shard that an Identify or a Resume is of; null for any other payload.</summary>
    public static int? Find(ReadOnlySpan<byte> payload, Func<string, int?> shardOfSession)
    {
        var reader = new Utf8JsonReader(payload);
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return root.GetProperty("op").GetInt32() switch
        {
            Identify => root.GetProperty("d").TryGetProperty("shard", out var shard) ? shard[0].GetInt32() : 0,
            Resume => shardOfSession(root.GetProperty("d").GetProperty("session_id").GetString()!),
            _ => null,
        };
    }
}
