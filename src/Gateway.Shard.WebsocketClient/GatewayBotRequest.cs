using System.Net;
using System.Text.Json;
using Gateway.Core;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>One request for Get Gateway Bot, and what its answer means.</summary>
internal static class GatewayBotRequest
{
    /// <summary>Sends the request.</summary>
    /// <returns>The answer; or the failure, and whether another attempt can help.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<(GatewayInfo? Info, TransportConnectException? Failure, bool MayRetry)> SendAsync(
        HttpClient client, HttpGatewayInfoSourceOptions options, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "gateway/bot");
            var token = await options.Token.GetAsync(stop.Token).ConfigureAwait(false);
            request.Headers.TryAddWithoutValidation("Authorization", "Bot " + token);
            request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
            using var response = await client.SendAsync(request, stop.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(stop.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? Read(body) : Refused(response, body, options.TimeProvider);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var timedOut = deadline.IsCancellationRequested;
            return (null, Failure(timedOut ? "timed out" : "was cut off", timedOut: timedOut, cause: e), true);
        }
        catch (HttpRequestException e)
        {
            return (null, Failure($"failed ({e.HttpRequestError})", cause: e), true);
        }
    }

    private static (GatewayInfo?, TransportConnectException?, bool) Read(byte[] body)
    {
        try
        {
            var (info, fault) = (JsonSerializer.Deserialize(body, GatewayBotJson.Default.GatewayBotAnswer)
                ?? new GatewayBotAnswer(null, null, null)).Check();
            return info is not null ? (info, null, false) : (null, Failure($"answered with nonsense: {fault}", 200), true);
        }
        catch (JsonException e)
        {
            return (null, Failure("answered with something that is not its JSON", 200, cause: e), true);
        }
    }

    // 401 is never tried again: 10,000 of them in ten minutes bar the whole host.
    private static (GatewayInfo?, TransportConnectException?, bool) Refused(
        HttpResponseMessage response, byte[] body, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        if (status == 401)
            return (null, Failure("refused the bot token (HTTP status 401)", status), false);
        var header = response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null;
        var wait = RetryAfter.Parse(header, time.GetUtcNow());
        // The body is more exact than the header, which Discord rounds up; other servers and proxies send the header alone.
        if (status == 429)
            wait = ReadWait(body) ?? wait;
        return (null, Failure($"answered with HTTP status {status}", status, wait), status is 429 or >= 500);
    }

    private static TimeSpan? ReadWait(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, GatewayBotJson.Default.RateLimitedAnswer)?.RetryAfter is { } seconds
                ? RetryAfter.FromSeconds(seconds)
                : null;
        }
        catch (JsonException)
        {
            // A proxy's page instead of Discord's JSON: the header has to do.
            return null;
        }
    }

    private static TransportConnectException Failure(
        string what, int? status = null, TimeSpan? retryAfter = null, bool timedOut = false, Exception? cause = null) =>
        new(DialPhase.GatewayInfo, $"Get Gateway Bot {what}.", status, retryAfter, timedOut, cause);
}
