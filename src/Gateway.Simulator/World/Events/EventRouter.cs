using Gateway.Simulator.Server;

namespace Gateway.Simulator.World.Events;

/// <summary>Sends an event to the sessions that Discord would send it to: by shard, intents and message content.</summary>
internal sealed class EventRouter(ServerState state)
{
    /// <summary>Some events are about several messages, which have the ids around the fresh one.</summary>
    private const ulong IdStep = 32;

    /// <summary>Where Discord's ids begin.</summary>
    private const long EpochMilliseconds = 1420070400000;

    /// <summary>Apart from the server's own, so that a body more or less does not change the next session id.</summary>
    private readonly Random _random = new(state.Options.Seed);

    private ulong _lastId;

    /// <summary>An id that nothing had before, and that tells when it was made.</summary>
    public ulong NextId()
    {
        var milliseconds = Math.Max(0, state.WallNow.ToUnixTimeMilliseconds() - EpochMilliseconds);
        return _lastId = Math.Max(_lastId + IdStep, (ulong)milliseconds << 22);
    }

    /// <param name="eventName">The event; unknown ones need a body.</param>
    /// <param name="to">Where it happens.</param>
    /// <param name="body">The JSON of <c>d</c>; null to have one made.</param>
    /// <param name="now">Server time.</param>
    /// <param name="exceptBot">A bot that does not get it, because it is the cause.</param>
    public List<DispatchReceipt> Dispatch(string eventName, DispatchTo to, byte[]? body, TimeSpan now, Application? exceptBot = null)
    {
        var batch = new EventBatch(state, eventName, to, body, NextId(), _random);
        var receipts = new List<DispatchReceipt>();
        foreach (var session in state.Sessions.Living.ToArray())
        {
            if (session.Application != exceptBot && session.IsAlive && batch.For(session) is { } envelope)
            {
                receipts.Add(state.Dispatcher.Dispatch(session, envelope, now));
            }
        }

        return receipts;
    }

    /// <summary>Throws when there is no such event, or it cannot happen there.</summary>
    public void Check(string eventName, DispatchTo to, bool hasBody)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        if (eventName.AsSpan().IndexOfAnyExcept(NameCharacters) >= 0 || eventName.Length > 100)
        {
            throw new ArgumentException($"The event name is \"{eventName}\", allowed: up to 100 of A-Z, a-z, 0-9 and _.", nameof(eventName));
        }

        var info = EventCatalogue.Find(eventName);
        if (info is null && !hasBody)
        {
            throw new ArgumentException($"The event is {eventName}, allowed without a body: one of EventNames.", nameof(eventName));
        }

        if (to.GuildId is { } id && !hasBody && state.World.Find(id) is null)
        {
            throw new ArgumentException($"The guild is {id}, allowed: one that the bots are in.", nameof(to));
        }

        if (to.GuildId is not null && info is { Scope: EventScope.FirstShard or EventScope.EveryShard })
        {
            throw new ArgumentException($"The place is {to}, allowed for {eventName}: all, sessions, or direct.", nameof(to));
        }

        if (to.UserId is not null && info is { Scope: EventScope.Guild })
        {
            throw new ArgumentException($"The place is {to}, allowed for {eventName}: a guild, all, or sessions.", nameof(to));
        }
    }

    private static System.Buffers.SearchValues<char> NameCharacters { get; }
        = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
