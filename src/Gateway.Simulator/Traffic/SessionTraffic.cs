using Gateway.Simulator.World;

namespace Gateway.Simulator.Traffic;

/// <summary>A session's own stream of chance, so that what one session gets does not depend on the others.</summary>
internal sealed class SessionTraffic(int seed, EventTemplate[] templates)
{
    private Guild[] _guilds = [];

    private readonly Random _random = new(seed);

    /// <summary>The part of an event that the last tick left over.</summary>
    public double Credit { get; set; }

    /// <summary>False when the session's intents or its shard let nothing through.</summary>
    public bool HasAny => templates.Length > 0 && _guilds.Length > 0;

    /// <summary>What the guilds were when they were asked for last.</summary>
    public long GuildVersion { get; private set; } = -1;

    public void SetGuilds(long version, Guild[] guilds) => (GuildVersion, _guilds) = (version, guilds);

    public (EventTemplate Template, Guild Guild) Next()
        => (templates[_random.Next(templates.Length)], _guilds[_random.Next(_guilds.Length)]);
}
