namespace Gateway.Core.Fleet;

/// <summary>Keeps the sessions of a fleet over restarts, so that its shards resume instead of identifying.</summary>
/// <remarks>One store a manager. Called by one caller at a time.</remarks>
public interface ISessionStore
{
    /// <summary>What was saved last; null when there is nothing, or nothing that can be read.</summary>
    /// <exception cref="IOException">It is not known whether there is something. The run ends with it.</exception>
    ValueTask<SavedSessions?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces what was saved, as a whole. What it throws is logged; the fleet goes on.</summary>
    ValueTask SaveAsync(SavedSessions sessions, CancellationToken cancellationToken);
}

/// <summary>The sessions of a fleet at one moment.</summary>
public sealed record SavedSessions
{
    /// <summary>
    /// Tells one token from another without telling the token: sessions belong to a bot. The first 64 bits of a SHA-256, in hex.
    /// </summary>
    public required string TokenFingerprint { get; init; }

    /// <summary>How many shards the bot has in all: a session belongs to a shard of a count.</summary>
    public required int ShardCount { get; init; }

    /// <summary>The sessions. Those who have them and the token can take them over.</summary>
    public required IReadOnlyList<ShardSession> Sessions { get; init; }
}

/// <summary>Keeps sessions in memory: for tests, and to hand a fleet over within a process.</summary>
public sealed class MemorySessionStore : ISessionStore
{
    private volatile SavedSessions? _saved;

    /// <summary>What was saved last; null before.</summary>
    public SavedSessions? Saved => _saved;

    /// <inheritdoc/>
    public ValueTask<SavedSessions?> LoadAsync(CancellationToken cancellationToken) => new(_saved);

    /// <inheritdoc/>
    public ValueTask SaveAsync(SavedSessions sessions, CancellationToken cancellationToken)
    {
        _saved = sessions;
        return ValueTask.CompletedTask;
    }
}
