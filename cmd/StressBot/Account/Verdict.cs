namespace StressBot.Account;

/// <summary>What became of everything that was sent.</summary>
internal sealed record Verdict
{
    public required IReadOnlyList<ShardVerdict> Shards { get; init; }

    /// <summary>Dispatches that ended with their session, by the fault that ended it.</summary>
    public IReadOnlyDictionary<string, long> EndedWithSessionByCause { get; init; } = new Dictionary<string, long>();

    /// <summary>How often each fault was inflicted.</summary>
    public IReadOnlyDictionary<string, long> Faults { get; init; } = new Dictionary<string, long>();

    /// <summary>Rules that were broken, one sentence each.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];

    public ShardVerdict Total => new()
    {
        Shard = -1,
        Sent = Shards.Sum(s => s.Sent),
        Received = Shards.Sum(s => s.Received),
        Lost = Shards.Sum(s => s.Lost),
        Duplicated = Shards.Sum(s => s.Duplicated),
        OutOfOrder = Shards.Sum(s => s.OutOfOrder),
        Again = Shards.Sum(s => s.Again),
        EndedWithSession = Shards.Sum(s => s.EndedWithSession),
        Sessions = Shards.Sum(s => s.Sessions),
    };

    public bool Passed => Violations.Count == 0 && Total is { Lost: 0, Duplicated: 0, OutOfOrder: 0 };
}

/// <summary>The counts of one shard.</summary>
internal sealed record ShardVerdict
{
    public required int Shard { get; init; }

    /// <summary>Made by the server for the shard's sessions.</summary>
    public long Sent { get; init; }

    /// <summary>Of these, delivered, each counted once.</summary>
    public long Received { get; init; }

    public long Lost { get; init; }

    public long Duplicated { get; init; }

    public long OutOfOrder { get; init; }

    /// <summary>Delivered by a process that was killed, and once more by the next one.</summary>
    public long Again { get; init; }

    public long EndedWithSession { get; init; }

    public int Sessions { get; init; }
}
