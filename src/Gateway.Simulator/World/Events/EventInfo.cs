using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World.Events;

/// <summary>To which sessions of a bot an event goes, before intents are looked at.</summary>
internal enum EventScope
{
    /// <summary>The shard that owns the guild.</summary>
    Guild,

    /// <summary>The shard that owns the guild, or shard 0 for a direct message.</summary>
    GuildOrDirect,

    /// <summary>Shard 0: what concerns the application or a user.</summary>
    FirstShard,

    /// <summary>Every shard.</summary>
    EveryShard,
}

/// <summary>A dispatch event: whom it concerns, which intents bring it, and how its body is made.</summary>
internal sealed record EventInfo
{
    public required string Name { get; init; }

    public required EventScope Scope { get; init; }

    /// <summary>One of these bits is needed for the guild variant, or for the event that has no variants. 0: none, it is always sent.</summary>
    public required long Intents { get; init; }

    /// <summary>One of these is needed for the direct-message variant.</summary>
    public long DirectIntents { get; init; }

    /// <summary>What suffices when the event is about the bot itself, beyond <see cref="Intents"/>: 0 for no intent at all; null for no difference.</summary>
    public long? OwnIntents { get; init; }

    /// <summary>Whether <see cref="MessageContentFilter"/> has something to take out of it.</summary>
    public bool HoldsMessage { get; init; }

    /// <summary>Whether each session gets a body of its own, and not each bot.</summary>
    public bool DiffersBySession { get; init; }

    /// <summary>The JSON of <c>d</c>.</summary>
    public required Func<EventScene, string> Write { get; init; }

    public bool IsAlwaysSent => Intents == 0;

    /// <param name="intents">The session's.</param>
    /// <param name="direct">Whether it is the direct-message variant.</param>
    /// <param name="aboutTheBot">Whether the event is about the session's bot itself.</param>
    public bool IsFor(long intents, bool direct, bool aboutTheBot)
        => intents.Allow(direct ? DirectIntents : Intents)
        || (aboutTheBot && OwnIntents is { } own && intents.Allow(own));
}
