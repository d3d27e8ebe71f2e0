using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Events;

/// <summary>Whether GUILD_MEMBER_UPDATE or THREAD_MEMBERS_UPDATE is about the bot itself, which then needs fewer intents.</summary>
internal static class SelfMention
{
    public static bool IsIn(byte[] body, ulong botId)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return IsBot(root.Get("user").Get("id"), botId)
                || Items(root.Get("added_members")).Any(m => IsBot(m.Get("user_id"), botId))
                || Items(root.Get("removed_member_ids")).Any(id => IsBot(id, botId));
        }
        catch (JsonException)
        {
            // What cannot be read is about nobody.
            return false;
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement list)
        => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static bool IsBot(JsonElement id, ulong botId) => id.TrySnowflake(out var user) && user == botId;
}
