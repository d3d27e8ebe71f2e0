using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace StressBot.Account;

/// <summary>Reads the simulator's account.</summary>
internal static class AccountReader
{
    public static ServerAccount Read(GatewayServer server) => new()
    {
        Sessions = [.. server.Account.Sessions.Select(Read)],
        Faults = server.Faults.Applied,
        Violations = [.. Violations(server)],
    };

    /// <summary>The last sequence that was really sent; a fault may have used up numbers after it.</summary>
    public static int LastSent(SessionAccount session)
    {
        for (var i = session.Dispatches.Count - 1; i >= 0; i--)
        {
            if (session.Dispatches[i].Sequence != 0)
            {
                return session.Dispatches[i].Sequence;
            }
        }

        return 0;
    }

    private static SentSession Read(SessionAccount session) => new()
    {
        Id = session.Id,
        Shard = session.Shard.Index,
        CreatedAt = session.CreatedAt,
        EndedAt = session.EndedAt,
        EndedBy = session.EndedBy,
        EndCause = session.EndCause,
        Dispatches = session.Dispatches.Select(Read),
    };

    private static SentDispatch Read(DispatchRecord record)
    {
        var name = record.EventName;
        var resumed = name == "RESUMED";
        return new SentDispatch(record.Sequence, record.Serial, record.At, resumed || name == "READY", resumed);
    }

    // The first of each kind in full, for the others the count.
    private static IEnumerable<string> Violations(GatewayServer server)
    {
        var first = server.Account.Violations.GroupBy(v => v.Kind).ToDictionary(g => g.Key, g => g.First());
        foreach (var (kind, count) in server.Account.ViolationsByKind)
        {
            var v = first[kind];
            yield return $"{kind}, {count} times; first at {v.At.TotalSeconds:0.000} s on shard {v.Shard?.Index.ToString() ?? "?"}, connection {v.ConnectionId}: {v.Text}";
        }
    }
}
