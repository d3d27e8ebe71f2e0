using Gateway.Simulator.Accounting;
using Gateway.Simulator.Commands;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Server;

/// <summary>
/// What every payload of a client passes, in this order: size, decoding, opcode, authentication, rate, body. The
/// first that fails closes the connection.
/// </summary>
internal sealed class InboundGate(ServerState state, IReadOnlyDictionary<int, ICommand> commands)
{
    /// <param name="connection">Who sent it.</param>
    /// <param name="payload">The message; null when the front has refused it for its size.</param>
    /// <param name="now">Server time.</param>
    public void OnPayload(ClientConnection connection, ReadOnlyMemory<byte>? payload, TimeSpan now)
    {
        if (!connection.IsHealthy)
        {
            return;
        }

        state.Ledger.Counters.PayloadsReceived++;
        if (payload is not { } bytes || bytes.Length > state.Options.MaxPayloadBytes)
        {
            Punish(connection, ViolationKind.PayloadTooLarge, CloseCodes.DecodeError, now, $"More than {state.Options.MaxPayloadBytes} bytes.");
        }
        else if (!InboundPayload.TryParse(bytes, connection.Encoding, out var inbound))
        {
            Punish(connection, ViolationKind.DecodeError, CloseCodes.DecodeError, now, $"No JSON object, {bytes.Length} bytes.");
        }
        else
        {
            using (inbound)
            {
                OnDecoded(connection, inbound, now);
            }
        }
    }

    private void OnDecoded(ClientConnection connection, InboundPayload payload, TimeSpan now)
    {
        if (payload.Op is not { } op)
        {
            Punish(connection, ViolationKind.DecodeError, state.Options.MissingOpcodeCloseCode, now, "No op, or no integer op.");
            return;
        }

        if (!connection.HelloSent)
        {
            // Not refused: Discord accepts it, but a client that does this has lost track of its connection.
            state.Ledger.Violate(now, ViolationKind.SendBeforeHello, connection, $"Op {op} before Hello.");
        }

        if (!commands.TryGetValue(op, out var command))
        {
            Punish(connection, ViolationKind.UnknownOpcode, CloseCodes.UnknownOpcode, now, $"Op {op}.");
        }
        else if (command.Needs == CommandNeeds.Session && connection.Auth != AuthState.Authenticated)
        {
            Punish(connection, ViolationKind.NotAuthenticated, CloseCodes.NotAuthenticated, now, $"Op {op} without a session.");
        }
        else if (command.Needs == CommandNeeds.NoSession && connection.Auth == AuthState.Authenticated)
        {
            Punish(connection, ViolationKind.SecondIdentify, CloseCodes.AlreadyAuthenticated, now, $"Op {op} with a session.");
        }
        else if (!connection.Payloads.TryTake(now))
        {
            Punish(connection, ViolationKind.TooManySends, CloseCodes.RateLimited, now, $"More than {state.Options.PayloadLimit} in {state.Options.PayloadPeriod}.");
        }
        else if (!command.Run(connection, payload.Data, now))
        {
            Punish(connection, ViolationKind.InvalidBody, CloseCodes.UnknownOpcode, now, $"The body of op {op}.");
        }
    }

    private void Punish(ClientConnection connection, ViolationKind kind, int code, TimeSpan now, string text)
    {
        state.Ledger.Violate(now, kind, connection, text);
        state.Connections.Close(connection, code, now);
    }
}
