namespace Gateway.Core.Fleet;

/// <summary>
/// Keeps the count of identifies over restarts of the process. Written before every Identify, so a process that crashes in a
/// loop cannot forget what it has spent.
/// </summary>
/// <remarks>
/// One store a bot and process. Processes that share a bot have one each: what the others spend is learned from Get Gateway Bot.
/// Called by one caller at a time.
/// </remarks>
public interface IIdentifyBudgetStore
{
    /// <summary>What was saved last; null when there is nothing, or nothing that can be read.</summary>
    /// <exception cref="IOException">It is not known whether there is something. The run ends with it.</exception>
    ValueTask<IdentifyBudgetState?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Saves, and completes when what was saved would survive the end of the process. What it throws keeps the Identify from
    /// being sent; the shard tries again later.
    /// </summary>
    ValueTask SaveAsync(IdentifyBudgetState state, CancellationToken cancellationToken);
}

/// <summary>The identify budget as it is kept over restarts.</summary>
public sealed record IdentifyBudgetState
{
    /// <summary>Identifies allowed in a window of 24 hours.</summary>
    public required int Total { get; init; }

    /// <summary>Identifies left in the window.</summary>
    public required int Left { get; init; }

    /// <summary>When the window ends; null when none has begun.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>When the last identify was counted; null when none was.</summary>
    public DateTimeOffset? LastSpentAt { get; init; }

    /// <summary>When processes began to identify of late, the oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; init; } = [];
}

/// <summary>Keeps the count in memory: for tests, and for processes whose restarts somebody else counts.</summary>
public sealed class MemoryIdentifyBudgetStore : IIdentifyBudgetStore
{
    private volatile IdentifyBudgetState? _state;

    /// <summary>What was saved last; null before.</summary>
    public IdentifyBudgetState? Saved => _state;

    /// <inheritdoc/>
    public ValueTask<IdentifyBudgetState?> LoadAsync(CancellationToken cancellationToken) => new(_state);

    /// <inheritdoc/>
    public ValueTask SaveAsync(IdentifyBudgetState state, CancellationToken cancellationToken)
    {
        _state = state;
        return ValueTask.CompletedTask;
    }
}
