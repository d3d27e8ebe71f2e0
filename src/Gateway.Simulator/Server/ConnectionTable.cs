using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Server;

/// <summary>The open connections, and the ways in which one ends.</summary>
internal sealed class ConnectionTable(ServerState state)
{
    private readonly SortedDictionary<int, ClientConnection> _connections = [];
    private int _lastId;

    /// <summary>In the order they were opened. Copy before doing what may end one.</summary>
    public IReadOnlyCollection<ClientConnection> All => _connections.Values;

    public ClientConnection? Find(int id) => _connections.GetValueOrDefault(id);

    public ClientConnection Add(IGatewayPeer peer, TimeSpan now)
    {
        var connection = new ClientConnection(++_lastId, peer, now, state.Options);
        _connections.Add(connection.Id, connection);
        state.Ledger.Counters.ConnectionsOpened++;
        return connection;
    }

    public int CountHealthy(ShardKey shard) => _connections.Values.Count(c => c.IsHealthy && c.Shard == shard);

    /// <summary>The server closes. The code decides what becomes of the session.</summary>
    public void Close(ClientConnection connection, int code, TimeSpan now, string? reason = null)
    {
        if (!connection.IsOpen)
        {
            return;
        }

        connection.Phase = ConnectionPhase.Closing;
        Conduct.OnClosing(connection, code, now);
        if (connection.Session is { } session)
        {
            if (CloseCodes.EndsSessionWhenSentByServer(code))
            {
                state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.CloseCode, now, code);
            }
            else
            {
                state.Sessions.Detach(session, now);
            }
        }

        if (!connection.IsHalfOpen)
        {
            connection.SendClose(code, reason ?? CloseCodes.ReasonOf(code));
        }

        GiveUpOnEcho(connection, now);
    }

    /// <summary>The client's close frame came: the answer to ours, or its own wish.</summary>
    public void OnClientClose(ClientConnection connection, int? code, TimeSpan now)
    {
        if (!connection.IsOpen)
        {
            return;
        }

        connection.Phase = ConnectionPhase.Closing;
        var shard = connection.Shard?.Index;
        if (connection.Session is { } session)
        {
            if (CloseCodes.EndsSessionWhenSentByClient(code))
            {
                state.Sessions.End(session, SessionEndedBy.Client, SessionEndCause.ClientClose, now, code);
            }
            else
            {
                state.Sessions.Detach(session, now);
            }
        }

        if (state.Rules.TryTake(FaultVerb.NeverAnswerClose, shard, out _))
        {
            connection.IsHalfOpen = true;
            connection.Peer.Freeze();
        }
        else if (state.Rules.TryTake(FaultVerb.ResetOnClose, shard, out _))
        {
            Drop(connection, reset: true, now);
            return;
        }
        else
        {
            connection.SendClose(code, "");
        }

        GiveUpOnEcho(connection, now);
    }

    /// <summary>The stream ended or broke, or the front gave it up.</summary>
    public void OnLost(ClientConnection connection, TimeSpan now)
    {
        if (connection.Session is { } session)
        {
            state.Sessions.Detach(session, now);
        }

        connection.Phase = ConnectionPhase.Gone;
        connection.Release();
        _connections.Remove(connection.Id);
    }

    /// <summary>The server drops the connection without a word.</summary>
    public void Drop(ClientConnection connection, bool reset, TimeSpan now)
    {
        if (connection.Phase == ConnectionPhase.Gone)
        {
            return;
        }

        OnLost(connection, now);
        if (reset)
        {
            connection.Peer.Abort();
        }
        else
        {
            connection.Peer.EndWithoutFrame();
        }
    }

    /// <summary>Resets every connection, closing ones included.</summary>
    public void DropAll(TimeSpan now)
    {
        foreach (var connection in _connections.Values.ToArray())
        {
            Drop(connection, reset: true, now);
        }
    }

    /// <summary>Closes with a code, or resets when there is none.</summary>
    public void CloseOrReset(ClientConnection connection, int? code, TimeSpan now)
    {
        if (code is { } value)
        {
            Close(connection, value, now);
        }
        else
        {
            Drop(connection, reset: true, now);
        }
    }

    private void GiveUpOnEcho(ClientConnection connection, TimeSpan now)
        => state.Agenda.At(now + state.Options.CloseTimeout, due =>
        {
            if (connection.Phase == ConnectionPhase.Closing && connection.IsHalfOpen)
            {
                // The socket stays as it is until the client lets go of it: that is the fault. Only the books are closed.
                OnLost(connection, due);
            }
            else if (connection.Phase == ConnectionPhase.Closing)
            {
                Drop(connection, reset: true, due);
            }
        });
}
