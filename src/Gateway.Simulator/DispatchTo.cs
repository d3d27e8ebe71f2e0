namespace Gateway.Simulator;

/// <summary>Where an event happens, and so which sessions get it when it is routed as Discord does.</summary>
public readonly record struct DispatchTo
{
    private DispatchTo(ulong? guildId, ulong? userId, Target? sessions)
        => (GuildId, UserId, Target) = (guildId, userId, sessions);

    /// <summary>
    /// Every session that asks for the event: one about a guild tells each of a guild of its own shard; what belongs to no guild goes
    /// to shard 0, and what concerns the bot itself to every shard.
    /// </summary>
    public static DispatchTo All => default;

    /// <summary>In a guild: the shard with <c>(guildId >> 22) % count</c> of every bot.</summary>
    public static DispatchTo Guild(ulong guildId) => new(guildId, null, null);

    /// <summary>In the direct messages of the bots, or about no guild at all: shard 0 of every bot. Ephemeral messages travel this way too.</summary>
    /// <param name="userId">The user at the other end; null for a made-up one.</param>
    public static DispatchTo Direct(ulong? userId = null) => new(null, userId ?? World.Events.EventScene.DirectUserId, null);

    /// <summary>As <see cref="All"/>, but only to the sessions that the target covers.</summary>
    public static DispatchTo Sessions(Target target) => new(null, null, target);

    internal ulong? GuildId { get; }

    internal ulong? UserId { get; }

    internal Target? Target { get; }

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { GuildId: { } guild } => $"guild {guild}",
        { UserId: { } user } => $"direct messages with {user}",
        { Target: { } target } => target.ToString(),
        _ => "all",
    };
}
