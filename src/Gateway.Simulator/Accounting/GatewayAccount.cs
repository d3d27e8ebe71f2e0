using Gateway.Simulator.Server;

namespace Gateway.Simulator.Accounting;

/// <summary>
/// The server's own account of what it sent and what it saw, for proofs of loss: what is in a session's
/// <see cref="SessionAccount.Dispatches"/> and never reached the client was either lost, or ended with the session.
/// </summary>
/// <remarks>Thread safe. Every read is a snapshot of its own.</remarks>
public sealed class GatewayAccount
{
    private readonly ServerState _state;

    internal GatewayAccount(ServerState state) => _state = state;

    /// <summary>Every session since the start, in the order of their READY, those that ended included.</summary>
    public IReadOnlyList<SessionAccount> Sessions => _state.Locked(() => _state.Sessions.All.Select(Describe).ToArray());

    /// <summary>Counts since the start.</summary>
    public ServerCounters Counters => _state.Locked(() => _state.Ledger.Counters with { });

    /// <summary>
    /// The first 1,000 violations of each kind, in the order they came, without those that are only <see cref="ViolationSeverity.Advice"/>.
    /// </summary>
    public IReadOnlyList<Violation> Violations
        => _state.Locked(() => _state.Ledger.Violations.Where(v => v.Severity > ViolationSeverity.Advice).ToArray());

    /// <summary>How many violations of each kind there were, also beyond 1,000, without those that are only advice.</summary>
    public IReadOnlyDictionary<ViolationKind, long> ViolationsByKind => _state.Locked(() => _state.Ledger.ByKind
        .Where(k => ViolationTable.Of(k.Key).Severity > ViolationSeverity.Advice).ToDictionary());

    /// <summary>Everything that clients have done wrong so far, advice included, as data and as text.</summary>
    public ViolationReport Report => _state.Locked(() => new ViolationReport([.. _state.Ledger.Violations], _state.Ledger.ByKind));

    /// <summary>The most connections that were open for a shard at one time, not counting half-open ones.</summary>
    public IReadOnlyDictionary<ShardKey, int> MaxOpenByShard
        => _state.Locked(() => new Dictionary<ShardKey, int>(_state.Ledger.MaxOpen));

    /// <summary>One session; null when the id is unknown.</summary>
    public SessionAccount? Find(string sessionId)
        => _state.Locked(() => _state.Sessions.Find(sessionId) is { } session ? Describe(session) : null);

    /// <summary>
    /// Lets go of the records of a session that the caller has checked, to keep a run of days small. Works in blocks
    /// of 1024 records, so a few of them stay.
    /// </summary>
    /// <param name="sessionId">The session. Unknown ids are ignored.</param>
    /// <param name="throughSequence">The last sequence that is no longer needed.</param>
    public void Forget(string sessionId, int throughSequence)
        => _state.Locked(() => _state.Sessions.Find(sessionId)?.Log.ForgetThrough(throughSequence));

    private static SessionAccount Describe(Session session) => new()
    {
        Id = session.Id,
        Shard = session.Shard,
        CreatedAt = session.CreatedAt,
        IsAttached = session.Attached is not null,
        EndedAt = session.EndedAt,
        EndedBy = session.EndedBy,
        EndCause = session.EndCause,
        EndCode = session.EndCode,
        Presence = session.Presence,
        LastSequence = session.Sequence,
        DispatchCount = session.Log.TotalCount,
        Dispatches = session.Log.Snapshot(),
    };
}
