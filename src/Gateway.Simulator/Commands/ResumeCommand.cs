using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>Op 6: go on with a session. Replays what the client missed, then says RESUMED.</summary>
internal sealed class ResumeCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.Resume;

    public CommandNeeds Needs => CommandNeeds.NoSession;

    private static ReadOnlySpan<byte> ResumedBody => """{"_trace":["[\"gateway-sim\",{\"micros\":4493}]"]}"""u8;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        if (!body.Get("token").TryString(out var token)
            || !body.Get("session_id").TryString(out var id)
            || !body.Get("seq").TryInt32(out var sequence))
        {
            return false;
        }

        var session = state.Sessions.Find(id);
        connection.Shard = session?.Shard ?? connection.Shard;
        state.Ledger.Conduct.OnAttempt(connection, token, session?.Shard, now);
        if (session is not { IsAlive: true } || !session.Application.Owns(token))
        {
            state.Ledger.Conduct.OnHopelessResume(connection, session, now);
            Refuse(connection);
        }
        else if (sequence < 0 || sequence > session.Sequence)
        {
            state.Ledger.Violate(now, ViolationKind.ResumeBadSequence, connection, $"{sequence}, last sent {session.Sequence}.");
            state.Ledger.Counters.ResumesRefused++;
            Release(session, now);
            state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.CloseCode, now, CloseCodes.InvalidSequence);
            state.Connections.Close(connection, CloseCodes.InvalidSequence, now);
        }
        else if (sequence < session.Ring.EvictedThrough)
        {
            Release(session, now);
            state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.ReplayOverflow, now);
            RefuseOldSequence(connection, now);
        }
        else
        {
            TakeOver(session, connection, sequence, now);
        }

        return true;
    }

    private void TakeOver(Session session, ClientConnection connection, int sequence, TimeSpan now)
    {
        state.Ledger.Counters.ResumesAccepted++;
        if (session.Attached is { IsHealthy: true } other)
        {
            state.Ledger.Violate(now, ViolationKind.TwoSocketsOneSession, connection, $"Connection {other.Id} still holds it.");
        }

        Release(session, now);
        state.Sessions.Attach(session, connection, now);
        var shard = session.Shard.Index;
        if (state.Rules.TryTake(FaultVerb.CloseAfterResume, shard, out var close))
        {
            state.Connections.CloseOrReset(connection, close.OptionalCode, now);
        }
        else if (state.Rules.TryTake(FaultVerb.WithholdResumed, shard, out _))
        {
            connection.IsMuted = true;
        }
        else if (state.Rules.TryTake(FaultVerb.DelayResumed, shard, out var late))
        {
            connection.IsMuted = true;
            state.Agenda.At(now + late.Delay, due => ReplayLate(session, connection, sequence, due));
        }
        else
        {
            Replay(session, connection, sequence, now);
        }
    }

    private void ReplayLate(Session session, ClientConnection connection, int sequence, TimeSpan now)
    {
        if (session.Attached != connection)
        {
            return;
        }

        connection.IsMuted = false;
        if (sequence < session.Ring.EvictedThrough)
        {
            // So much came meanwhile that the replay has a gap.
            state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.ReplayOverflow, now);
            RefuseOldSequence(connection, now);
        }
        else
        {
            Replay(session, connection, sequence, now);
        }
    }

    private void Replay(Session session, ClientConnection connection, int sequence, TimeSpan now)
    {
        state.Dispatcher.Replay(session, connection, sequence);
        state.Dispatcher.Dispatch(session, "RESUMED", ResumedBody, now);
    }

    /// <summary>The socket that still holds the session loses it.</summary>
    private void Release(Session session, TimeSpan now)
    {
        if (session.Attached is { } old)
        {
            state.Connections.Close(old, CloseCodes.UnknownError, now);
        }
    }

    private void RefuseOldSequence(ClientConnection connection, TimeSpan now)
    {
        if (state.Options.CloseOnOldSequence)
        {
            state.Ledger.Counters.ResumesRefused++;
            state.Connections.Close(connection, CloseCodes.InvalidSequence, now);
        }
        else
        {
            Refuse(connection);
        }
    }

    private void Refuse(ClientConnection connection)
    {
        state.Ledger.Counters.ResumesRefused++;
        connection.Auth = AuthState.Invalidated;
        connection.Send(ControlPayloads.InvalidSession("false"));
    }
}
