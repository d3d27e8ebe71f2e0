using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Simulator.Tests.Support;

/// <summary>A bot of very many shards, and a fingerprint of everything that happened to it, in order and with its time.</summary>
internal sealed class Crowd : IDisposable
{
    private readonly IncrementalHash _log = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Random _random;

    public Crowd(int count, int maxConcurrency, int seed)
    {
        Count = count;
        _random = new Random(seed);
        World = new SimulatedWorld(
            new GatewayServerOptions
            {
                Seed = seed,
                MaxConcurrency = maxConcurrency,
                IdentifyTotal = 2 * count,
                RecommendedShards = count,
                GuildCount = count,
            },
            TimeSpan.FromMilliseconds(30));
        Clients = [.. Enumerable.Range(0, count).Select(i => new CrowdClient(this, i, TimeSpan.FromSeconds(5.001 * (i / maxConcurrency))))];
    }

    public SimulatedWorld World { get; }

    public int Count { get; }

    public IReadOnlyList<CrowdClient> Clients { get; }

    public long Lines { get; private set; }

    public string Fingerprint => Convert.ToHexString(_log.GetCurrentHash());

    public TimeSpan Jitter() => TimeSpan.FromMilliseconds(_random.NextDouble());

    public void Note(int shard, string what, long number)
    {
        Lines++;
        Span<byte> line = stackalloc byte[128];
        var text = string.Create(CultureInfo.InvariantCulture, $"{World.Server.Now.Ticks} {shard} {what} {number}\n");
        _log.AppendData(line[..Encoding.UTF8.GetBytes(text, line)]);
    }

    public void Dispose()
    {
        World.Dispose();
        _log.Dispose();
    }
}
