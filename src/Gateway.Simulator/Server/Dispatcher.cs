using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Server;

/// <summary>The way of an event to one session: number it, write it down, keep it for a replay, send it.</summary>
internal sealed class Dispatcher(ServerState state)
{
    private long _serial;

    public DispatchReceipt Dispatch(Session session, string eventName, ReadOnlySpan<byte> body, TimeSpan now)
        => Dispatch(session, new DispatchEnvelope(eventName, body), now);

    public DispatchReceipt Dispatch(Session session, DispatchEnvelope envelope, TimeSpan now)
    {
        var sequence = TakeSequence(session);
        var serial = TakeSerial();
        return Commit(session, EventNames.IndexOf(envelope.EventName), sequence, serial, envelope.Build(sequence, Carried(serial)), now);
    }

    /// <summary>The next sequence of the session; null when a fault wants the next dispatch without one.</summary>
    public static int? TakeSequence(Session session)
    {
        if (session.NullSequencesDue > 0)
        {
            session.NullSequencesDue--;
            return null;
        }

        return ++session.Sequence;
    }

    /// <summary>What the body tells of a serial.</summary>
    public long? Carried(long serial) => state.Options.Serials ? serial : null;

    public long TakeSerial() => ++_serial;

    /// <summary>For a caller that built the bytes itself, with a sequence and a serial taken here.</summary>
    public DispatchReceipt Commit(Session session, int eventIndex, int? sequence, long serial, byte[] bytes, TimeSpan now)
    {
        if (session.BlackedOut?.Contains(EventNames.NameOf(eventIndex)) == true)
        {
            // As if the event had never been: neither number was used.
            session.Sequence -= sequence == session.Sequence ? 1 : 0;
            _serial -= serial == _serial ? 1 : 0;
            return new DispatchReceipt(session.Id, 0, 0);
        }

        state.Ledger.Counters.Dispatches++;
        session.Log.Add(new DispatchRecord(sequence ?? 0, serial, now, eventIndex));
        if (sequence is { } s)
        {
            session.Ring.Add(s, bytes);
        }

        if (session.Attached is { } connection)
        {
            Send(session, connection, bytes);
        }
        else if (++session.DispatchedWhileDetached > session.Ring.Capacity)
        {
            state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.ReplayOverflow, now);
        }

        return new DispatchReceipt(session.Id, sequence ?? 0, serial);
    }

    /// <summary>Sends again, unchanged, everything after the given sequence.</summary>
    public void Replay(Session session, ClientConnection connection, int afterSequence)
    {
        foreach (var bytes in session.Ring.After(afterSequence))
        {
            state.Ledger.Counters.Replayed++;
            connection.Send(bytes);
        }
    }

    private static void Send(Session session, ClientConnection connection, byte[] bytes)
    {
        if (connection.IsMuted || session.Held.TryHold(bytes))
        {
            return;
        }

        connection.Send(bytes);
        if (session.DuplicatesDue > 0)
        {
            session.DuplicatesDue--;
            connection.Send(bytes);
        }

        if (session.Held.AfterSend() is { } late)
        {
            connection.Send(late);
        }
    }
}
