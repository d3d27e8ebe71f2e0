namespace Gateway.Simulator.Accounting;

/// <summary>What the server dispatched to one session, and how the session ended. A snapshot: it does not change.</summary>
public sealed record SessionAccount
{
    internal SessionAccount()
    {
    }

    /// <summary>The session id of READY.</summary>
    public required string Id { get; init; }

    /// <summary>The shard it was identified as.</summary>
    public required ShardKey Shard { get; init; }

    /// <summary>When READY was made, in server time.</summary>
    public required TimeSpan CreatedAt { get; init; }

    /// <summary>Whether a connection was attached to it.</summary>
    public required bool IsAttached { get; init; }

    /// <summary>When it ended, in server time; null while it lives.</summary>
    public required TimeSpan? EndedAt { get; init; }

    /// <summary>Who ended it.</summary>
    public required SessionEndedBy EndedBy { get; init; }

    /// <summary>Why it ended; null while it lives.</summary>
    public required SessionEndCause? EndCause { get; init; }

    /// <summary>The close code that ended it, where one did.</summary>
    public required int? EndCode { get; init; }

    /// <summary>The presence that the client set last, by Identify or op 3, as JSON; null for none.</summary>
    public string? Presence { get; init; }

    /// <summary>The last sequence given out.</summary>
    public required int LastSequence { get; init; }

    /// <summary>How many dispatches were made for it, those forgotten by <see cref="GatewayAccount.Forget"/> included.</summary>
    public required int DispatchCount { get; init; }

    /// <summary>
    /// Every dispatch made for it, in wire order, READY and RESUMED included. Each is in here once, however often it
    /// was sent. What was made while the session lived must reach a client that keeps resuming.
    /// </summary>
    public required IReadOnlyList<DispatchRecord> Dispatches { get; init; }
}
