using Gateway.Simulator.Accounting;

namespace Gateway.Simulator.Server;

/// <summary>All sessions since the start, and the ends they came to.</summary>
internal sealed class SessionTable(ServerState state)
{
    private readonly List<Session> _all = [];
    private readonly List<Session> _living = [];
    private readonly Dictionary<string, Session> _byId = [];

    public IReadOnlyList<Session> All => _all;

    /// <summary>In the order of their READY. Copy before doing what may end one.</summary>
    public IReadOnlyList<Session> Living => _living;

    public Session? Find(string id) => _byId.GetValueOrDefault(id);

    public Session Create(Application application, ShardKey shard, long intents, TimeSpan now)
    {
        // 32 lower-case hex digits, as in captures.
        Span<byte> bytes = stackalloc byte[16];
        state.Random.NextBytes(bytes);
        var id = Convert.ToHexStringLower(bytes);
        var capacity = state.Options.ReplayCapacity ?? Math.Max(100, Math.Min(3500, state.World.GuildCountOf(shard) * 75));
        var session = new Session(id, application, shard, intents, new ReplayRing(capacity), now);
        _all.Add(session);
        _living.Add(session);
        _byId.Add(id, session);
        return session;
    }

    /// <summary>Ends every session and keeps no record of any. None may be attached.</summary>
    public void Forget()
    {
        foreach (var session in _living)
        {
            session.EndedAt = state.Now; // For deadlines that still hold on to it.
        }

        _all.Clear();
        _living.Clear();
        _byId.Clear();
    }

    public void Attach(Session session, ClientConnection connection, TimeSpan now)
    {
        session.Attached = connection;
        session.Attachments++;
        session.DispatchedWhileDetached = 0;
        connection.Session = session;
        connection.Shard = session.Shard;
        connection.Auth = AuthState.Authenticated;
        session.CompressesPayloads |= connection.AsksForPayloadCompression;
        if (session.CompressesPayloads)
        {
            connection.CompressPayloads(state.Wire);
        }

        state.Ledger.NoteOpen(session.Shard, state.Connections.CountHealthy(session.Shard));
    }

    public void Detach(Session session, TimeSpan now)
    {
        if (session.Attached is { } connection)
        {
            connection.Session = null;
        }

        session.Attached = null;
        session.Held.Drop();
        session.DetachedAt = now;
        var attachment = session.Attachments;
        state.Agenda.At(now + state.Options.ResumeWindow, due =>
        {
            if (session.IsAlive && session.Attached is null && session.Attachments == attachment)
            {
                End(session, SessionEndedBy.Server, SessionEndCause.ResumeWindowExpired, due);
            }
        });
    }

    public void End(Session session, SessionEndedBy by, SessionEndCause cause, TimeSpan now, int? code = null)
    {
        if (!session.IsAlive)
        {
            return;
        }

        if (session.Attached is { } connection)
        {
            connection.Session = null;
            connection.Auth = AuthState.Invalidated;
            session.Attached = null;
        }

        session.EndedAt = now;
        session.EndedBy = by;
        session.EndCause = cause;
        session.EndCode = code;
        session.Ring.Clear();
        session.Traffic = null;
        _living.Remove(session);
    }
}
