using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>Op 3. The sender gets no echo, so all there is to do is to judge it.</summary>
internal sealed class PresenceCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.PresenceUpdate;

    public CommandNeeds Needs => CommandNeeds.Session;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        if (!IsValid(body))
        {
            return false;
        }

        if (!connection.Presences.TryTake(now))
        {
            // Dropped without a word, as in production.
            state.Ledger.Violate(now, ViolationKind.TooManyPresenceUpdates, connection, "More than 5 in 20 s.");
        }

        return true;
    }

    /// <summary>Whether an object is a presence, in op 3 or inside an Identify. <c>afk</c> may be missing.</summary>
    public static bool IsValid(JsonElement presence)
    {
        var since = presence.Get("since");
        var activities = presence.Get("activities");
        return !since.IsAbsent() && (since.IsAbsentOrNull() || since.TryInt64(out _))
            && activities.ValueKind == JsonValueKind.Array && activities.EnumerateArray().All(IsActivity)
            && presence.Get("status").TryString(out var status)
            && status is "online" or "dnd" or "idle" or "invisible" or "offline"
            && (presence.Get("afk").IsAbsent() || presence.Get("afk").IsBoolean());
    }

    private static bool IsActivity(JsonElement activity)
        => activity.Get("name").TryString(out _)
        && activity.Get("type").TryInt32(out _)

        // A null url has closed connections with 4001; only a missing one is right.
        && (activity.Get("url").IsAbsent() || activity.Get("url").TryString(out _));
}
