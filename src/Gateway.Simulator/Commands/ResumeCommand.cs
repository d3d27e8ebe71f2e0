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

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        if (!body.Get("token").TryString(out var token)
            || !body.Get("session_id").TryString(out var id)
            || !body.Get("seq").TryInt32(out var sequence))
        {
            return false;
        }

        var session = state.Sessions.Find(id);
        if (session is not { IsAlive: true } || !session.Application.Owns(token))
        {
            connection.Shard = session?.Shard ?? connection.Shard;
            if (session is { EndedBy: SessionEndedBy.Client })
            {
                state.Ledger.Violate(now, ViolationKind.CloseThatEndsSessionBeforeResume, connection, $"The client closed it with {session.EndCode}.");
            }

            Refuse(connection);
            return true;
        }

        connection.Shard = session.Shard;
        if (sequence < 0 || sequence > session.Sequence)
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
        if (state.Rules.TryTake(FaultVerb.CloseAfterResume, session.Shard.Index, out var rule))
        {
            state.Connections.Close(connection, rule.Code, now);
        }
        else if (state.Rules.TryTake(FaultVerb.WithholdResumed, session.Shard.Index, out _))
        {
            connection.IsMuted = true;
        }
        else
        {
            state.Dispatcher.Replay(session, connection, sequence);
            state.Dispatcher.Dispatch(session, "RESUMED", ResumedBody, now);
        }
    }

    private static ReadOnlySpan<byte> ResumedBody => """{"_trace":["[\"gateway-sim\",{\"micros\":4493}]"]}"""u8;

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
