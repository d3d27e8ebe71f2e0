using System.Text.Json;
using Gateway.Core;

namespace Gateway.Fleet.Tests.Support;

/// <summary>
/// Counts events by a number of their own that their bodies carry: an event goes to sessions of two shard counts, with another
/// serial in each. Safe for concurrent use.
/// </summary>
internal sealed class NonceAccount
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, List<(ShardId Shard, bool Marked)>> _deliveries = [];
    private readonly HashSet<long> _expected = [];
    private readonly Dictionary<(ulong Place, int Count), long> _last = [];

    /// <summary>Events that a set delivered behind a later one of the same guild.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>Other events: by name, shard count, and whether they were marked.</summary>
    public List<(string Name, int Count, bool Marked)> Others { get; } = [];

    public int Expected => _expected.Count;

    public IEnumerable<long> Lost => _expected.Where(n => !_deliveries.ContainsKey(n));

    /// <summary>Events of which a delivery that was not the first had no mark.</summary>
    public IEnumerable<long> UnmarkedDuplicates => _deliveries.Where(d => d.Value.Skip(1).Any(c => !c.Marked)).Select(d => d.Key);

    /// <summary>Events that came more than once.</summary>
    public int Doubled => _deliveries.Count(d => d.Value.Count > 1);

    public IReadOnlyList<(ShardId Shard, bool Marked)> Of(long nonce) => _deliveries.GetValueOrDefault(nonce) ?? [];

    public void Expect(long nonce)
    {
        lock (_gate)
        {
            _expected.Add(nonce);
        }
    }

    public void Note(Dispatch dispatch)
    {
        using var document = JsonDocument.Parse(dispatch.Data);
        var body = document.RootElement;
        lock (_gate)
        {
            if (!body.TryGetProperty("nonce", out var number))
            {
                Others.Add((dispatch.Name, dispatch.Shard.Count, dispatch.PossibleDuplicate));
                return;
            }

            var nonce = number.GetInt64();
            if (!_deliveries.TryGetValue(nonce, out var deliveries))
            {
                _deliveries[nonce] = deliveries = [];
            }

            deliveries.Add((dispatch.Shard, dispatch.PossibleDuplicate));
            var place = (body.TryGetProperty("guild_id", out var guild) ? ulong.Parse(guild.GetString()!) : 0, dispatch.Shard.Count);
            OutOfOrder += _last.GetValueOrDefault(place) > nonce ? 1 : 0;
            _last[place] = nonce;
        }
    }

    public void AssertWhole()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Lost, Is.Empty, "lost");
            Assert.That(UnmarkedDuplicates, Is.Empty, "twice, the second without a mark");
            Assert.That(OutOfOrder, Is.Zero, "out of order within a set");
            Assert.That(Expected, Is.GreaterThan(0), "traffic");
        }
    }
}
