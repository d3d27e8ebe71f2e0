using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Http;

/// <summary>
/// The calls that client libraries make when a bot starts, and those with which it answers: under <c>/</c>, <c>/api</c>,
/// <c>/api/v9</c> and <c>/api/v10</c>.
/// </summary>
internal sealed class RestApi(ServerState state)
{
    /// <summary>More than any call here needs; discord.js sends whole command lists.</summary>
    private const int MaxBodyBytes = 1 << 20;

    private readonly RestRoute[] _routes = [.. UserRoutes.All, .. new CommandRoutes().All, .. GuildRoutes.All, .. MessageRoutes.All];

    public async Task AnswerAsync(HttpContext context)
    {
        var answer = await FindAnswerAsync(context).ConfigureAwait(false);
        context.Response.StatusCode = answer.Status;
        if (answer.Json is not { } json)
        {
            return;
        }

        var bytes = JsonText.ToBytes(json);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The path without the prefixes that stand for a version of the API.</summary>
    public static ReadOnlySpan<string> Segments(string path)
    {
        ReadOnlySpan<string> segments = path.Trim('/').Split('/');
        if (segments is ["api", ..])
        {
            segments = segments[1..];
            segments = segments is ["v9" or "v10", ..] ? segments[1..] : segments;
        }

        return segments;
    }

    private async Task<RestAnswer> FindAnswerAsync(HttpContext context)
    {
        if (Find(context.Request, out var ids, out var refusal) is not { } route)
        {
            return refusal;
        }

        var bot = FindBot(context.Request);
        if (bot is null && route.NeedsToken)
        {
            return RestAnswer.Unauthorized;
        }

        var (body, error) = route.HasBody ? await ReadAsync(context).ConfigureAwait(false) : (null, null);
        using (body)
        {
            return error ?? state.Locked(() => route.Run(new RestCall(
                state, bot ?? state.Applications[0], ids, body?.RootElement ?? default, context.Request.Query)));
        }
    }

    private RestRoute? Find(HttpRequest request, out ulong[] ids, out RestAnswer refusal)
    {
        ids = [];
        refusal = RestAnswer.NotFound;
        var segments = Segments(request.Path.Value ?? "");
        foreach (var route in _routes)
        {
            if (!route.Matches(segments, out ids))
            {
                continue;
            }

            if (route.Method == request.Method)
            {
                return route;
            }

            refusal = RestAnswer.MethodNotAllowed;
        }

        return null;
    }

    /// <summary>Unlike the gateway, HTTP insists on the word before the token.</summary>
    private Application? FindBot(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bot ", StringComparison.Ordinal) ? state.Locked(() => state.FindApplication(authorization)) : null;
    }

    private static async Task<(JsonDocument? Body, RestAnswer? Error)> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes)
        {
            return (null, RestAnswer.TooLarge);
        }

        using var buffer = new MemoryStream();
        var block = new byte[8192];
        int read;
        while ((read = await context.Request.Body.ReadAsync(block, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > MaxBodyBytes)
            {
                return (null, RestAnswer.TooLarge);
            }

            buffer.Write(block, 0, read);
        }

        if (buffer.Length == 0)
        {
            return (null, null);
        }

        try
        {
            return (JsonDocument.Parse(buffer.ToArray()), null);
        }
        catch (JsonException)
        {
            return (null, RestAnswer.InvalidJson);
        }
    }
}
