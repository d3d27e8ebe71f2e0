using System.Net.WebSockets;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>Turns what a dial threw into what the caller needs: phase, status, wait.</summary>
internal static class DialFailure
{
    private const int SwitchingProtocols = 101;

    // The URL's host and port only: a query or user info of the caller's is none of a log's business.
    public static TransportConnectException Describe(
        Uri url, DialProgress progress, ClientWebSocket webSocket, TimeProvider time, Exception cause)
    {
        var target = $"{url.Scheme}://{url.IdnHost}:{url.Port}";
        if (progress.TimedOut)
        {
            return new TransportConnectException(
                progress.Phase, $"Dialling {target} timed out in the phase {progress.Phase}.", timedOut: true, innerException: cause);
        }

        var status = (int)webSocket.HttpStatusCode;
        if (status is not 0 and not SwitchingProtocols)
        {
            return new TransportConnectException(
                DialPhase.Upgrade, $"{target} refused the upgrade with HTTP status {status}.", status, ReadRetryAfter(webSocket, time),
                innerException: cause);
        }

        var phase = PhaseOf(progress, cause);
        return new TransportConnectException(phase, $"Dialling {target} failed in the phase {phase}.", innerException: cause);
    }

    // A proxy that will not open the tunnel is as good as a host that cannot be reached.
    private static DialPhase PhaseOf(DialProgress progress, Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError })
                return DialPhase.Tcp;
        }

        return progress.Phase;
    }

    private static TimeSpan? ReadRetryAfter(ClientWebSocket webSocket, TimeProvider time)
    {
        foreach (var (name, values) in webSocket.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>())
        {
            if (string.Equals(name, "Retry-After", StringComparison.OrdinalIgnoreCase))
                return RetryAfter.Parse(values.FirstOrDefault(), time.GetUtcNow());
        }

        return null;
    }
}
