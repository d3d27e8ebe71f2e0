using Gateway.Simulator.World;

namespace Gateway.Simulator.Traffic;

/// <summary>A session's own stream of chance, so that what one session gets does not depend on the others.</summary>
internal sealed class SessionTraffic(int seed)
{
    private readonly Random _random = new(seed);
    private Guild[] _guilds = [];
    private EventTemplate[] _templates = [];

    /// <summary>Of each template, its weight and that of all before it.</summary>
    private double[] _weights = [];

    /// <summary>The part of an event that the last tick left over.</summary>
    public double Credit { get; set; }

    /// <summary>False when the session's intents or its shard let nothing through.</summary>
    public bool HasAny => _templates.Length > 0 && _guilds.Length > 0;

    public int GuildCount => _guilds.Length;

    /// <summary>What the guilds were when they were asked for last.</summary>
    public long GuildVersion { get; private set; } = -1;

    /// <summary>What the mix was when it was asked for last.</summary>
    public int MixVersion { get; private set; } = -1;

    public void SetGuilds(long version, Guild[] guilds) => (GuildVersion, _guilds) = (version, guilds);

    public void SetMix(int version, IEnumerable<(EventTemplate Template, double Weight)> mix)
    {
        MixVersion = version;
        var weighed = mix.Where(m => m.Weight > 0).ToArray();
        _templates = [.. weighed.Select(m => m.Template)];
        _weights = [.. weighed.Select(m => m.Weight)];
        for (var i = 1; i < _weights.Length; i++)
        {
            _weights[i] += _weights[i - 1];
        }
    }

    public (EventTemplate Template, Guild Guild) Next()
    {
        var at = Array.BinarySearch(_weights, _random.NextDouble() * _weights[^1]);
        at = Math.Min(at < 0 ? ~at : at + 1, _templates.Length - 1);
        return (_templates[at], _guilds[_random.Next(_guilds.Length)]);
    }
}
