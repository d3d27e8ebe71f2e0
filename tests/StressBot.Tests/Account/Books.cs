using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using StressBot.Account;

namespace StressBot.Tests.Account;

/// <summary>Both sides of an account, made by hand: one shard, one event every 100 ms from second 1, serial = 1000 + s.</summary>
internal sealed class Books
{
    private readonly List<SentSession> _sessions = [];
    private readonly List<AppliedFault> _faults = [];
    private readonly ShardLedger _ledger = new(0);

    /// <summary>When an event was sent.</summary>
    public static TimeSpan At(int sequence) => TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(100 * sequence);

    /// <summary>A session with READY as s=1 and events up to <paramref name="last"/>.</summary>
    public Books Sent(string id, int last, int? resumedAt = null, int? endsAfter = null,
        SessionEndCause cause = SessionEndCause.InvalidSession, SessionEndedBy by = SessionEndedBy.Server)
    {
        _sessions.Add(new SentSession
        {
            Id = id,
            Shard = 0,
            CreatedAt = At(1),
            EndedAt = endsAfter is { } s ? At(s) : null,
            EndedBy = endsAfter is null ? SessionEndedBy.None : by,
            EndCause = endsAfter is null ? null : cause,
            Dispatches = [.. Enumerable.Range(1, last).Select(i => new SentDispatch(i, Serial(id, i), At(i), i == 1 || i == resumedAt, i == resumedAt))],
        });
        return this;
    }

    public Books Fault(FaultVerb verb, int at, string session, int argument = 0)
    {
        _faults.Add(new AppliedFault(At(at), verb, argument, 1, new ShardKey(0, 1), session));
        return this;
    }

    /// <summary>The handler is given the session's READY.</summary>
    public Books Ready(string id)
    {
        _ledger.Record(id, 1, Serial(id, 1));
        return this;
    }

    public Books Given(string id, params IEnumerable<int> sequences)
    {
        foreach (var s in sequences)
        {
            _ledger.Record(null, s, Serial(id, s));
        }

        return this;
    }

    public Books GivenWithSerial(int sequence, long serial)
    {
        _ledger.Record(null, sequence, serial);
        return this;
    }

    public Verdict Judge() => StressBot.Account.Judge.Run(
        new ServerAccount { Sessions = _sessions, Faults = _faults }, new ClientAccount([_ledger.Snapshot()]));

    public static IEnumerable<int> From(int first, int last) => Enumerable.Range(first, last - first + 1);

    // The second session's serials lie above the first's, as the server's do.
    private static long Serial(string id, int sequence) => (id == "a" ? 1000 : 5000) + sequence;
}
