using System.Globalization;
using System.Text.Json;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Http;
using Gateway.Simulator.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Hosting;

/// <summary>Get Gateway and Get Gateway Bot, under <c>/</c>, <c>/api</c>, <c>/api/v9</c> and <c>/api/v10</c>; the rest is for <see cref="RestApi"/>.</summary>
internal sealed class BootstrapEndpoints(GatewayServer server, HttpFaults faults)
{
    private readonly RestApi _rest = new(server.State);

    public Task AnswerAsync(HttpContext context)
    {
        var segments = RestApi.Segments(context.Request.Path.Value ?? "");
        var gateway = segments is ["gateway"];
        if (!gateway && segments is not ["gateway", "bot"])
        {
            return _rest.AnswerAsync(context);
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, json => WriteError(json, "405: Method Not Allowed"));
        }

        if (faults.TryTake(out var status, out var retryAfter))
        {
            return FailAsync(context, status, retryAfter);
        }

        if (gateway)
        {
            return WriteAsync(context, StatusCodes.Status200OK, WriteUrl);
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bot ", StringComparison.Ordinal)
            && server.GetSessionStartLimit(authorization) is { } limit
            ? WriteAsync(context, StatusCodes.Status200OK, json => WriteBot(json, limit))
            : WriteAsync(context, StatusCodes.Status401Unauthorized, json => WriteError(json, "401: Unauthorized"));
    }

    /// <summary>Retry-After counts whole seconds; rounded down it would invite the next refusal.</summary>
    public static void SetRetryAfter(HttpContext context, TimeSpan? retryAfter)
    {
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static Task FailAsync(HttpContext context, int status, TimeSpan? retryAfter)
    {
        SetRetryAfter(context, retryAfter);
        if (status != StatusCodes.Status429TooManyRequests)
        {
            return WriteAsync(context, status, json => WriteError(json, status.ToString(CultureInfo.InvariantCulture)));
        }

        context.Response.Headers["X-RateLimit-Scope"] = "user";
        return WriteAsync(context, status, json =>
        {
            json.WriteString("message", "You are being rate limited.");
            json.WriteNumber("retry_after", (retryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds);
            json.WriteBoolean("global", false);
        });
    }

    private void WriteUrl(Utf8JsonWriter json)
        => json.WriteString("url", server.GatewayUrl.OriginalString.TrimEnd('/'));

    private void WriteBot(Utf8JsonWriter json, SessionStartLimit limit)
    {
        WriteUrl(json);
        json.WriteNumber("shards", server.Options.RecommendedShards);
        json.WriteStartObject("session_start_limit");
        json.WriteNumber("total", limit.Total);
        json.WriteNumber("remaining", limit.Remaining);
        json.WriteNumber("reset_after", (long)limit.ResetAfter.TotalMilliseconds);
        json.WriteNumber("max_concurrency", limit.MaxConcurrency);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, string message)
    {
        json.WriteString("message", message);
        json.WriteNumber("code", 0);
    }

    private static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> body)
    {
        var bytes = JsonBody.Write(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }
}
