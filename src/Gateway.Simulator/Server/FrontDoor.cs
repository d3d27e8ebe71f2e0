using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Server;

/// <summary>What a front tells the server. Nothing a peer does makes one of these throw.</summary>
internal sealed class FrontDoor(ServerState state)
{
    public void SetAddresses(Uri gateway, Uri resume) => state.Locked(() =>
    {
        state.GatewayUrl = gateway;
        state.ResumeUrl = resume;
    });

    /// <summary>Called under the server's lock whenever the next deadline moves to an earlier time.</summary>
    public void OnDeadlineMovedEarlier(Action callback) => state.Locked(() => state.Agenda.MovedEarlier = callback);

    /// <summary>Tells, under the server's lock, how long it is to the next deadline, if there is one.</summary>
    public void WithNextDeadline(Action<TimeSpan> arm) => state.Locked(() =>
    {
        if (state.Agenda.Next is { } next)
        {
            arm(next - state.Now);
        }
    });

    /// <summary>A socket was accepted.</summary>
    public UpgradeAnswer AdmitSocket(GatewayHost host) => Take(host, FaultVerb.ResetAccept, FaultVerb.StallAccept);

    /// <summary>A TLS handshake began.</summary>
    public UpgradeAnswer AdmitTls(GatewayHost host) => Take(host, FaultVerb.ResetTls, FaultVerb.StallTls);

    /// <summary>An upgrade request came.</summary>
    public UpgradeVerdict Admit(GatewayHost host, string query) => state.Locked(() =>
    {
        var verdict = Judge(state, host, query);
        if (verdict.Answer != UpgradeAnswer.Accept)
        {
            state.Ledger.Counters.UpgradesRefused++;
        }

        return verdict;
    });

    /// <summary>A connection is open. Hello may be sent before this returns.</summary>
    /// <returns>The id to name it by.</returns>
    public int Open(IGatewayPeer peer, GatewayHost host, string query) => state.Locked(() =>
    {
        var now = state.Now;
        var connection = state.Connections.Add(peer, now);
        state.Greeter.OnOpened(connection, host, query, now);
        return connection.Id;
    });

    /// <summary>A whole message came; null when the front has refused it for its size.</summary>
    public void Receive(int connectionId, ReadOnlyMemory<byte>? payload) => state.Locked(() =>
    {
        if (state.Connections.Find(connectionId) is { } connection)
        {
            Hear(connection, now => state.Inbound.OnPayload(connection, payload, now));
        }
    });

    /// <summary>A close frame came; null when it carried no code.</summary>
    public void ReceiveClose(int connectionId, int? code) => state.Locked(() =>
    {
        if (state.Connections.Find(connectionId) is { } connection)
        {
            Hear(connection, now => state.Connections.OnClientClose(connection, code, now));
        }
    });

    /// <summary>The socket is gone. Idempotent.</summary>
    public void Lost(int connectionId, bool clientWasTooSlow = false) => state.Locked(() =>
    {
        if (state.Connections.Find(connectionId) is { } connection)
        {
            state.Ledger.Counters.SlowClientsAborted += clientWasTooSlow ? 1 : 0;
            state.Connections.OnLost(connection, state.Now);
        }
    });

    private UpgradeAnswer Take(GatewayHost host, FaultVerb reset, FaultVerb stall) => state.Locked(() =>
        state.Rules.TryTake(reset, null, out _, host) ? UpgradeAnswer.Drop
        : state.Rules.TryTake(stall, null, out _, host) ? UpgradeAnswer.Stall
        : UpgradeAnswer.Accept);

    /// <summary>At once, or later on a connection that a fault reads slowly.</summary>
    private void Hear(ClientConnection connection, Action<TimeSpan> action)
    {
        if (connection.SlowReads is { } lane)
        {
            lane.Add(action);
        }
        else
        {
            action(state.Now);
        }
    }

    private static UpgradeVerdict Judge(ServerState state, GatewayHost host, string query)
    {
        if (host == GatewayHost.Resume && state.ResumeHostIsRetired)
        {
            return new UpgradeVerdict(UpgradeAnswer.Drop);
        }

        if (state.Rules.TryTake(FaultVerb.RefuseUpgrade, null, out var rule, host))
        {
            return new UpgradeVerdict(UpgradeAnswer.Refuse, rule.Code, rule.RetryAfter);
        }

        if (state.Rules.TryTake(FaultVerb.StallUpgrade, null, out _, host))
        {
            return new UpgradeVerdict(UpgradeAnswer.Stall);
        }

        if (state.Rules.TryTake(FaultVerb.DropUpgrade, null, out _, host))
        {
            return new UpgradeVerdict(UpgradeAnswer.Drop);
        }

        return state.Options.RefuseVersionAtUpgrade && !GatewayQuery.Parse(query).IsServedVersion
            ? new UpgradeVerdict(UpgradeAnswer.Refuse, 400)
            : new UpgradeVerdict(UpgradeAnswer.Accept);
    }
}
