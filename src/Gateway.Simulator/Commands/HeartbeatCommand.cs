using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>Op 1: a sign of life, answered by exactly one op 11, before Identify too.</summary>
internal sealed class HeartbeatCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.Heartbeat;

    public CommandNeeds Needs => CommandNeeds.Nothing;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        long sequence = 0;
        if (!body.IsAbsentOrNull() && !body.TryInt64(out sequence))
        {
            return false;
        }

        state.Ledger.Counters.Heartbeats++;
        connection.LastBeatAt = now;
        state.Ledger.Conduct.OnHeartbeat(connection, state.Options.HeartbeatInterval, now);
        if (connection.Session is { } session && sequence > session.Sequence)
        {
            // Discord does not check; a client that does this mixes up its sessions.
            state.Ledger.Violate(now, ViolationKind.HeartbeatBadSequence, connection, $"{sequence}, last sent {session.Sequence}.");
        }

        if (connection.AcksToDrop > 0)
        {
            connection.AcksToDrop -= connection.AcksToDrop == int.MaxValue ? 0 : 1;
            return true;
        }

        if (connection.AckDelay > TimeSpan.Zero)
        {
            state.Agenda.At(now + connection.AckDelay, _ => connection.Send(ControlPayloads.HeartbeatAck));
        }
        else
        {
            connection.Send(ControlPayloads.HeartbeatAck);
        }

        return true;
    }
}
