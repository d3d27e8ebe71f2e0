using Gateway.Simulator.Server;

namespace Gateway.Simulator.Accounting;

/// <summary>What the server writes down while it runs. Guarded by the server's lock.</summary>
internal sealed class Ledger
{
    /// <summary>A client that breaks a rule a thousand times a second shall not fill the memory, nor hide what else it does; the counts go on.</summary>
    private const int MaxPerKind = 1_000;

    private readonly List<Violation> _violations = [];
    private readonly Dictionary<ViolationKind, long> _byKind = [];
    private readonly Dictionary<ShardKey, int> _maxOpen = [];

    public Ledger() => Conduct = new Conduct(this);

    /// <summary>What clients do over more than one connection.</summary>
    public Conduct Conduct { get; }

    public ServerCounters Counters { get; } = new();

    public IReadOnlyList<Violation> Violations => _violations;

    public IReadOnlyDictionary<ViolationKind, long> ByKind => _byKind;

    public IReadOnlyDictionary<ShardKey, int> MaxOpen => _maxOpen;

    public void Violate(TimeSpan now, ViolationKind kind, ClientConnection connection, string text)
    {
        var count = _byKind.GetValueOrDefault(kind) + 1;
        _byKind[kind] = count;
        if (count <= MaxPerKind)
        {
            _violations.Add(new Violation(now, kind, connection.Id, connection.Shard, text));
        }
    }

    public void NoteOpen(ShardKey shard, int open)
    {
        if (open > _maxOpen.GetValueOrDefault(shard))
        {
            _maxOpen[shard] = open;
        }
    }
}
