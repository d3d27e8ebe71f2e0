using Gateway.Core.Protocol;

namespace Gateway.Core;

/// <summary>
/// Which events a user wants, by name: the intents that bring them, and the list by which all others are dropped before the
/// handler. Immutable, safe for concurrent use.
/// </summary>
/// <remarks>
/// READY and RESUMED always pass. A dispatch that does not pass is not delivered; it counts for the sequence as any other.
/// An event that <see cref="DispatchEventTable"/> does not know cannot be asked for and does not pass.
/// </remarks>
public sealed class EventSelection
{
    private readonly bool[] _fromGuilds = new bool[DispatchEventTable.All.Count];
    private readonly bool[] _fromDirectMessages = new bool[DispatchEventTable.All.Count];

    private EventSelection(GatewayIntents additionalIntents) => Intents = additionalIntents;

    /// <summary>The fewest intents that bring all events asked for, and the additional ones.</summary>
    public GatewayIntents Intents { get; private set; }

    /// <summary>The privileged ones of <see cref="Intents"/>: they have to be switched on in the developer portal, or Discord closes with 4014.</summary>
    public GatewayIntents PrivilegedIntents => Intents & GatewayIntents.Privileged;

    /// <summary>The events asked for that made privileged intents necessary, in the order of the table.</summary>
    public IReadOnlyList<DispatchEventInfo> PrivilegedEvents { get; private set; } = [];

    /// <summary>The events asked for that Discord sends whatever the intents, in the order of the table.</summary>
    public IReadOnlyList<DispatchEventInfo> UngovernedEvents { get; private set; } = [];

    /// <summary>Derives a selection, or says what is wrong with it.</summary>
    /// <param name="guildEvents">Names of events of guilds, as in <c>MESSAGE_CREATE</c>. Case matters; repeated names count once. Null is empty.</param>
    /// <param name="directMessageEvents">
    /// Names of events of direct messages. Null is empty. An event that is always sent may stand in either list.
    /// </param>
    /// <param name="violations">Gets one sentence for each fault, with the argument, the value and what is allowed.</param>
    /// <param name="additionalIntents">
    /// Intents to ask for besides, as <see cref="GatewayIntents.MessageContent"/>, which brings no event of its own, or
    /// <see cref="GatewayIntents.GuildMembers"/> for THREAD_MEMBERS_UPDATE of everybody.
    /// </param>
    /// <returns>The selection, or null when something was added to <paramref name="violations"/>.</returns>
    public static EventSelection? TryCreate(
        IEnumerable<string>? guildEvents,
        IEnumerable<string>? directMessageEvents,
        ICollection<string> violations,
        GatewayIntents additionalIntents = GatewayIntents.None)
    {
        ArgumentNullException.ThrowIfNull(violations);
        var before = violations.Count;
        if ((additionalIntents & ~GatewayIntents.All) != 0)
        {
            violations.Add($"additionalIntents: {(int)additionalIntents} has bits that are no intent. Allowed: bits of {(int)GatewayIntents.All}.");
        }

        var selection = new EventSelection(additionalIntents);
        selection.AddGuildEvents(guildEvents ?? [], violations);
        selection.AddDirectMessageEvents(directMessageEvents ?? [], violations);
        if (violations.Count != before)
        {
            return null;
        }

        selection.Summarize();
        return selection;
    }

    /// <summary>Whether an event reaches the handler. READY and RESUMED do; null, an event not in the table, does not.</summary>
    public bool Allows(DispatchEventInfo? info) =>
        info is not null && (IsOwn(info) || IsAskedFor(info));

    /// <summary>Whether an event from a guild, or from a direct message, reaches the handler.</summary>
    /// <param name="info">The event; null, an event not in the table, does not pass.</param>
    /// <param name="hasGuildId">Whether its <c>d</c> has a <c>guild_id</c>.</param>
    public bool Allows(DispatchEventInfo? info, bool hasGuildId) =>
        info is not null
        && (info.AlwaysSent ? Allows(info) : (hasGuildId ? _fromGuilds : _fromDirectMessages)[info.Index]);

    /// <summary>
    /// Whether the event was asked for from one side only, guilds or direct messages, while the intents bring it from both,
    /// so that only its <c>guild_id</c> tells whether it passes. False for most selections and events.
    /// </summary>
    public bool NeedsGuildId(DispatchEventInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return _fromGuilds[info.Index] != _fromDirectMessages[info.Index]
            && (Intents & info.GuildIntents) != 0
            && (Intents & info.DirectMessageIntents) != 0;
    }

    // Nothing works without knowing that these came, so no list takes them away.
    private static bool IsOwn(DispatchEventInfo info) =>
        info.Name is DispatchEventNames.Ready or DispatchEventNames.Resumed;

    private bool IsAskedFor(DispatchEventInfo info) => _fromGuilds[info.Index] || _fromDirectMessages[info.Index];

    private void AddGuildEvents(IEnumerable<string> names, ICollection<string> violations)
    {
        foreach (var name in names)
        {
            if (Find("GuildEvents", name, violations) is not { } info)
            {
                continue;
            }

            if (!info.AlwaysSent && info.GuildIntents == GatewayIntents.None)
            {
                violations.Add($"GuildEvents: '{name}' exists only for direct messages. Allowed: put it in DirectMessageEvents.");
                continue;
            }

            _fromGuilds[info.Index] = true;
            Intents |= info.LeastGuildIntents;
        }
    }

    private void AddDirectMessageEvents(IEnumerable<string> names, ICollection<string> violations)
    {
        foreach (var name in names)
        {
            if (Find("DirectMessageEvents", name, violations) is not { } info)
            {
                continue;
            }

            if (!info.AlwaysSent && info.DirectMessageIntents == GatewayIntents.None)
            {
                violations.Add($"DirectMessageEvents: '{name}' exists only for guilds. Allowed: put it in GuildEvents.");
                continue;
            }

            _fromDirectMessages[info.Index] = true;
            Intents |= info.DirectMessageIntents;
        }
    }

    private static DispatchEventInfo? Find(string argument, string? name, ICollection<string> violations)
    {
        if (DispatchEventTable.TryFind(name, out var info))
        {
            return info;
        }

        violations.Add($"{argument}: '{name}' is not a known event. {CloseMatches.Advice(name)}");
        return null;
    }

    private void Summarize()
    {
        PrivilegedEvents = [.. DispatchEventTable.All.Where(
            info => IsAskedFor(info) && (info.LeastGuildIntents & GatewayIntents.Privileged) != 0)];
        UngovernedEvents = [.. DispatchEventTable.All.Where(info => IsAskedFor(info) && info.AlwaysSent)];
    }
}
