using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;

namespace StressBot.Account;

/// <summary>What the simulator sent and did, as the judge reads it.</summary>
internal sealed record ServerAccount
{
    public required IReadOnlyList<SentSession> Sessions { get; init; }

    public IReadOnlyList<AppliedFault> Faults { get; init; } = [];

    /// <summary>What the client did that Discord would punish.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];
}

/// <summary>One session and all that was dispatched into it.</summary>
internal sealed record SentSession
{
    public required string Id { get; init; }

    public required int Shard { get; init; }

    public TimeSpan CreatedAt { get; init; }

    /// <summary>Null while it lives.</summary>
    public TimeSpan? EndedAt { get; init; }

    public SessionEndedBy EndedBy { get; init; }

    public SessionEndCause? EndCause { get; init; }

    public required IEnumerable<SentDispatch> Dispatches { get; init; }
}

/// <summary>One dispatch, in wire order.</summary>
/// <param name="Sequence">0 when a fault sent it as null.</param>
/// <param name="Serial">Unique over all sessions.</param>
/// <param name="At">Server time.</param>
/// <param name="Opens">Whether it is READY or RESUMED: from here on the client is connected.</param>
/// <param name="IsResumed">Whether it is RESUMED.</param>
internal readonly record struct SentDispatch(int Sequence, long Serial, TimeSpan At, bool Opens = false, bool IsResumed = false);
