using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Server;

/// <summary>The first moments of a connection: check the URL, say Hello, then watch its heartbeats.</summary>
internal sealed class Greeter(ServerState state)
{
    public void OnOpened(ClientConnection connection, GatewayHost host, string query, TimeSpan now)
    {
        if (Refusal(connection, query, now) is { } code)
        {
            state.Connections.Close(connection, code, now);
        }
        else if (state.Rules.TryTake(FaultVerb.ReconnectInsteadOfHello, null, out _, host))
        {
            // Without Hello there is no reason to call what the client sends now "too early".
            connection.HelloSent = true;
            RequestReconnect(connection, now);
        }
        else if (state.Rules.TryTake(FaultVerb.CloseInsteadOfHello, null, out var close, host))
        {
            state.Connections.CloseOrReset(connection, close.OptionalCode, now);
        }
        else if (state.Rules.TryTake(FaultVerb.DelayHello, null, out var rule, host))
        {
            state.Agenda.At(now + rule.Delay, due => SayHello(connection, host, due));
        }
        else if (!state.Rules.TryTake(FaultVerb.WithholdHello, null, out _, host))
        {
            SayHello(connection, host, now);
        }
    }

    /// <summary>Op 7, and the close that follows when the client does not go by itself.</summary>
    public void RequestReconnect(ClientConnection connection, TimeSpan now)
    {
        connection.Send(ControlPayloads.Reconnect);
        state.Agenda.At(now + state.Options.ReconnectGrace, due => state.Connections.Close(
            connection, CloseCodes.GoingAway, due, "Discord WebSocket requesting client reconnect."));
    }

    private void SayHello(ClientConnection connection, GatewayHost host, TimeSpan now)
    {
        connection.HelloSent = true;
        connection.LastBeatAt = now;
        connection.Send(ControlPayloads.Hello(state.Options.HeartbeatInterval));
        if (state.Rules.TryTake(FaultVerb.ReconnectStorm, null, out var storm, host))
        {
            state.Agenda.At(now + storm.Delay, due => RequestReconnect(connection, due));
        }

        if (state.Options.IdentifyTimeout is { } timeout)
        {
            state.Agenda.At(now + timeout, due => CheckIdentified(connection, timeout, due));
        }

        if (state.Options.SuperviseHeartbeats)
        {
            var grace = state.Options.HeartbeatInterval * state.Options.HeartbeatGrace;
            state.Agenda.At(now + grace, due => CheckHeartbeat(connection, grace, due));
        }
    }

    private void CheckIdentified(ClientConnection connection, TimeSpan timeout, TimeSpan now)
    {
        if (connection is { IsHealthy: true, Auth: AuthState.None })
        {
            state.Ledger.Violate(now, ViolationKind.NeverIdentified, connection, $"No Identify and no Resume for {timeout}.");
            state.Connections.Close(connection, CloseCodes.NotAuthenticated, now);
        }
    }

    private void CheckHeartbeat(ClientConnection connection, TimeSpan grace, TimeSpan now)
    {
        if (!connection.IsOpen)
        {
            return;
        }

        if (now < connection.LastBeatAt + grace)
        {
            state.Agenda.At(connection.LastBeatAt + grace, due => CheckHeartbeat(connection, grace, due));
            return;
        }

        if (connection.IsHealthy)
        {
            state.Ledger.Violate(now, ViolationKind.HeartbeatMissed, connection, $"No op 1 for {now - connection.LastBeatAt}.");
        }

        state.Connections.Close(connection, state.Options.HeartbeatCloseCode, now, "");
    }

    private int? Refusal(ClientConnection connection, string query, TimeSpan now)
    {
        var url = GatewayQuery.Parse(query);
        if (!url.IsServedVersion)
        {
            state.Ledger.Conduct.OnAttempt(connection, query, null, now);
            state.Ledger.Violate(now, ViolationKind.InvalidVersion, connection, "The URL asks for no version that is served (9, 10).");
            return CloseCodes.InvalidApiVersion;
        }

        if (url.Encoding is not { } encoding)
        {
            state.Ledger.Violate(now, ViolationKind.UnsupportedEncoding, connection, "The URL asks for no encoding that is served (json, etf).");
            return CloseCodes.DecodeError;
        }

        if (url.Compression is not { } compression)
        {
            state.Ledger.Violate(now, ViolationKind.UnsupportedEncoding, connection, "The URL asks for no compression that is served (zlib-stream, zstd-stream).");
            return CloseCodes.DecodeError;
        }

        connection.Speak(state.Wire, encoding, compression);
        return null;
    }
}
