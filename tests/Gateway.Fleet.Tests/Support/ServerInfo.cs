using Gateway.Core;
using Gateway.Core.Transport;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests.Support;

/// <summary>Get Gateway Bot of a simulator, without HTTP.</summary>
internal sealed class ServerInfo(GatewayServer server, string token = "sim-token") : IGatewayInfoSource
{
    public int Asked { get; private set; }

    /// <summary>Thrown to whoever asks next; once each.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>While set, everyone gets this instead of an answer.</summary>
    public Func<Exception>? Outage { get; set; }

    /// <summary>What it tells instead of the server's budget.</summary>
    public Func<Core.SessionStartLimit, Core.SessionStartLimit> Overrides { get; set; } = static limit => limit;

    /// <summary>Whether it tells the identify budget.</summary>
    public bool TellsLimit { get; set; } = true;

    public ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken)
    {
        Asked++;
        if (Outage is { } outage)
        {
            throw outage();
        }

        if (Failures.TryDequeue(out var failure))
        {
            throw failure;
        }

        if (server.GetSessionStartLimit(token) is not { } limit)
        {
            throw new TransportConnectException(DialPhase.GatewayInfo, "The token is wrong.", 401);
        }

        return new ValueTask<GatewayInfo>(new GatewayInfo(
            server.GatewayUrl, server.Options.RecommendedShards,
            TellsLimit ? Overrides(new Core.SessionStartLimit(limit.Total, limit.Remaining, limit.ResetAfter, limit.MaxConcurrency)) : null));
    }
}
