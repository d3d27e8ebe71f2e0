namespace StressBot.Account;

/// <summary>What the handlers saw: small enough to be sent to whoever holds the server's account.</summary>
internal sealed record ClientAccount(IReadOnlyList<ShardReceipts> Shards);

/// <summary>What the handler of one shard saw.</summary>
internal sealed record ShardReceipts
{
    public required int Shard { get; init; }

    /// <summary>In the order of their READY. The last one is the shard's own at the end.</summary>
    public required IReadOnlyList<SessionReceipts> Sessions { get; init; }

    /// <summary>Events handed over, duplicates included.</summary>
    public long Received { get; init; }

    /// <summary>The highest serial seen.</summary>
    public long LastSerial { get; init; }

    /// <summary>Events before any READY.</summary>
    public long WithoutSession { get; init; }

    /// <summary>Events with a null sequence, which no account can follow.</summary>
    public long WithoutSequence { get; init; }

    /// <summary>Events with a serial below one that came earlier, over all sessions of the shard.</summary>
    public long SerialsBack { get; init; }

    /// <summary>Times the handler was entered while it was still at work.</summary>
    public long Overlaps { get; init; }
}

/// <summary>What the handler saw of one session.</summary>
internal sealed record SessionReceipts
{
    public required string Id { get; init; }

    /// <summary>First and last of each run of sequences.</summary>
    public required IReadOnlyList<long[]> Ranges { get; init; }

    /// <summary>Over all (sequence, serial): shows a body that came under another's sequence.</summary>
    public ulong Digest { get; init; }

    public long Duplicates { get; init; }

    public long OutOfOrder { get; init; }

    /// <summary>Events of a process that was killed that the next one was given again, each of them once and in order.</summary>
    public long Again { get; init; }

    public SequenceRanges ToRanges() => new(Ranges.Select(r => (r[0], r[1])));
}

/// <summary>The digest of what was delivered: a sum, so that order does not matter and both sides can add as they go.</summary>
internal static class Digest
{
    public static ulong Of(long sequence, long serial)
    {
        // The finalizer of splitmix64.
        var x = unchecked(((ulong)sequence * 0x9E3779B97F4A7C15) ^ (ulong)serial);
        x = unchecked((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9);
        x = unchecked((x ^ (x >> 27)) * 0x94D049BB133111EB);
        return x ^ (x >> 31);
    }
}
