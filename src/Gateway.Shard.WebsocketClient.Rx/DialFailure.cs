using System.Net.WebSockets;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Rx;

/// <summary>Turns what a dial threw into what the caller needs, as far as .NET tells it.</summary>
internal static class DialFailure
{
    private const int SwitchingProtocols = 101;

    // Host and port only: a query or user info of the caller's is none of a log's business.
    public static TransportConnectException Describe(
        Uri url, ClientWebSocket socket, bool timedOut, DateTimeOffset now, Exception cause)
    {
        var target = $"{url.Scheme}://{url.IdnHost}:{url.Port}";
        if (timedOut)
            return new TransportConnectException(DialPhase.Unknown, $"Dialling {target} timed out.", timedOut: true, innerException: cause);
        var status = (int)socket.HttpStatusCode;
        if (status is not 0 and not SwitchingProtocols)
        {
            return new TransportConnectException(
                DialPhase.Upgrade, $"{target} refused the upgrade with HTTP status {status}.", status, ReadRetryAfter(socket, now),
                innerException: cause);
        }

        var phase = PhaseOf(cause);
        return new TransportConnectException(phase, $"Dialling {target} failed in the phase {phase}.", innerException: cause);
    }

    private static DialPhase PhaseOf(Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException http)
            {
                return http.HttpRequestError switch
                {
                    HttpRequestError.NameResolutionError => DialPhase.Dns,
                    HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError => DialPhase.Tcp,
                    HttpRequestError.SecureConnectionError => DialPhase.Tls,
                    _ => DialPhase.Upgrade,
                };
            }
        }

        // What is left is .NET's check of the server's answer.
        return DialPhase.Upgrade;
    }

    private static TimeSpan? ReadRetryAfter(ClientWebSocket socket, DateTimeOffset now)
    {
        foreach (var (name, values) in socket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>())
        {
            if (string.Equals(name, "Retry-After", StringComparison.OrdinalIgnoreCase))
                return RetryAfter.Parse(values.FirstOrDefault(), now);
        }

        return null;
    }
}
