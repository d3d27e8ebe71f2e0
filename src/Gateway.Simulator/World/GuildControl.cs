using Gateway.Simulator.Server;

namespace Gateway.Simulator.World;

/// <summary>Joins and leaves guilds while the server runs, and takes guilds away for a while.</summary>
/// <remarks>Thread safe. Sessions with the GUILDS intent on the guild's shard are told, attached or not.</remarks>
public sealed class GuildControl
{
    private readonly ServerState _state;

    internal GuildControl(ServerState state) => _state = state;

    /// <summary>The bots join a guild: GUILD_CREATE without <c>unavailable</c>.</summary>
    /// <param name="guildId">One they have left; null for a new one, whose id is a step of <c>1 &lt;&lt; 22</c> behind the last.</param>
    /// <returns>The guild's id.</returns>
    /// <exception cref="ArgumentException">They are in it, or there never was a guild with this id.</exception>
    public ulong Join(ulong? guildId = null) => _state.Locked(() => _state.Guilds.Join(guildId, _state.Now)?.Id
        ?? throw new ArgumentException($"The guild is {guildId}, allowed: null, or one that the bots have left.", nameof(guildId)));

    /// <summary>The bots leave a guild, or are thrown out: GUILD_DELETE without <c>unavailable</c>.</summary>
    /// <param name="guildId">One that they are in.</param>
    /// <exception cref="ArgumentException">They are not in it.</exception>
    public void Leave(ulong guildId) => With(guildId, guild => _state.Guilds.Leave(guild, _state.Now));

    /// <summary>The guild becomes unavailable: GUILD_DELETE with <c>unavailable</c>, then none of its events. Once is enough.</summary>
    /// <param name="guildId">One that the bots are in.</param>
    /// <exception cref="ArgumentException">They are not in it.</exception>
    public void BeginOutage(ulong guildId) => With(guildId, guild => _state.Guilds.BeginOutage(guild, _state.Now));

    /// <summary>The guild is back: GUILD_CREATE with <c>unavailable</c> false. Without an outage it does nothing.</summary>
    /// <param name="guildId">One that the bots are in.</param>
    /// <exception cref="ArgumentException">They are not in it.</exception>
    public void EndOutage(ulong guildId) => With(guildId, guild => _state.Guilds.EndOutage(guild, _state.Now));

    private void With(ulong guildId, Action<Guild> action) => _state.Locked(() => action(_state.World.Find(guildId)
        ?? throw new ArgumentException($"The guild is {guildId}, allowed: one that the bots are in.", nameof(guildId))));
}
