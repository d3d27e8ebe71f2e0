using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Commands;

/// <summary>The body of op 2. Its shape is checked here; what the values mean is checked by the command.</summary>
internal readonly record struct IdentifyBody(string Token, long? Intents, ShardKey? Shard, bool NamesShard, int LargeThreshold, bool AsksForCompression, string? Presence)
{
    /// <summary>Discord's bounds; what lies outside is moved to the nearest.</summary>
    private const int MinLargeThreshold = 50;
    private const int MaxLargeThreshold = 250;

    /// <summary>
    /// False when the body is invalid. <c>properties</c> may be any object: <c>{}</c>, or with the old names <c>$os</c>,
    /// <c>$browser</c>, <c>$device</c>. <c>compress</c> comes as a text from some clients.
    /// </summary>
    public static bool TryRead(JsonElement body, out IdentifyBody read)
    {
        read = default;
        var threshold = World.GuildView.DefaultLargeThreshold;
        if (!body.Get("token").TryString(out var token)
            || body.Get("properties").ValueKind != JsonValueKind.Object
            || !(body.Get("large_threshold").IsAbsentOrNull() || body.Get("large_threshold").TryInt32(out threshold))
            || !(body.Get("compress").IsAbsentOrNull() || body.Get("compress").IsBoolean() || body.Get("compress").TryString(out _))
            || !(body.Get("presence").IsAbsentOrNull() || PresenceCommand.IsValid(body.Get("presence"), inIdentify: true)))
        {
            return false;
        }

        var names = !body.Get("shard").IsAbsentOrNull();
        read = new IdentifyBody(
            token,
            body.Get("intents").TryInt64(out var intents) ? intents : null,
            names ? ReadShard(body.Get("shard")) : new ShardKey(0, 1),
            names,
            Math.Clamp(threshold, MinLargeThreshold, MaxLargeThreshold),
            AsksFor(body.Get("compress")),
            body.Get("presence") is { ValueKind: JsonValueKind.Object } presence ? presence.GetRawText() : null);
        return true;
    }

    private static bool AsksFor(JsonElement compress)
        => compress.ValueKind == JsonValueKind.True || (compress.TryString(out var text) && text == "true");

    /// <summary>Null when the pair is malformed or out of range.</summary>
    private static ShardKey? ReadShard(JsonElement element)
        => element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2
            && element[0].TryInt32(out var index) && element[1].TryInt32(out var count)
            && index >= 0 && index < count
            ? new ShardKey(index, count)
            : null;
}
