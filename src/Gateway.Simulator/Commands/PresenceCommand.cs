using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.Commands;

/// <summary>Op 3. The sender gets no echo, but the other bots of the server see it in the guilds of the shard.</summary>
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
        else if (connection.Session is { } session)
        {
            session.Presence = body.GetRawText();
            Show(session, body, now);
        }

        return true;
    }

    /// <summary>
    /// Whether an object is a presence, in op 3 or inside an Identify. <c>afk</c> may be missing; inside an Identify also
    /// <c>since</c> and <c>activities</c>, which stock clients leave out there.
    /// </summary>
    public static bool IsValid(JsonElement presence, bool inIdentify = false)
    {
        var since = presence.Get("since");
        var activities = presence.Get("activities");
        return (inIdentify || !since.IsAbsent()) && (since.IsAbsentOrNull() || since.TryInt64(out _))
            && ((inIdentify && activities.IsAbsent())
                || (activities.ValueKind == JsonValueKind.Array && activities.EnumerateArray().All(IsActivity)))
            && presence.Get("status").TryString(out var status)
            && status is "online" or "dnd" or "idle" or "invisible" or "offline"
            && (presence.Get("afk").IsAbsent() || presence.Get("afk").IsBoolean());
    }

    private void Show(Session session, JsonElement body, TimeSpan now)
    {
        if (state.Applications.Count == 1)
        {
            return;
        }

        var bot = GuildWorld.BotOf(session.Application);
        body.Get("status").TryString(out var status);
        foreach (var guild in state.World.GuildsOf(session.Shard))
        {
            var seen = ActivityObject.PresenceOf(guild, bot, status == "invisible" ? "offline" : status, body.Get("activities").GetRawText());
            state.Events.Dispatch("PRESENCE_UPDATE", DispatchTo.Guild(guild.Id), JsonText.ToBytes(seen), now, session.Application);
        }
    }

    private static bool IsActivity(JsonElement activity)
        => activity.Get("name").TryString(out _)
        && activity.Get("type").TryInt32(out _)

        // A null url has closed connections with 4001; only a missing one is right.
        && (activity.Get("url").IsAbsent() || activity.Get("url").TryString(out _));
}
