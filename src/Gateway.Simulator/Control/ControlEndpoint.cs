using System.Text.Json;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Control;

/// <summary>The control API: everything under <c>/_sim</c>, for tests in any language and for the page.</summary>
internal sealed class ControlEndpoint : IDisposable
{
    public const string Root = "/_sim";

    private readonly SimulatorHostOptions _options;
    private readonly DispatchPacer _pacer;
    private readonly ControlRoute[] _routes;

    public ControlEndpoint(GatewayServer server, SimulatorHostOptions options)
    {
        _options = options;
        _pacer = new DispatchPacer(options.Time);
        var state = new StateReport(server, _pacer);
        var orders = new ControlOrders(server, _pacer);
        _routes =
        [
            new("", "GET", _ => ControlAnswer.Page),
            new("/state", "GET", _ => ControlAnswer.Json(state.Write())),
            new("/violations", "GET", query => ViolationAnswer.For(server, query)),
            new("/faults", "GET", _ => FaultCatalogAnswer.All),
            new("/fault", "POST", orders.Fault),
            new("/plan", "POST", orders.RunPlan),
            new("/dispatch", "POST", orders.Dispatch),
            new("/traffic", "POST", orders.SetTraffic),
            new("/reset", "POST", orders.Reset),
        ];
    }

    public static bool Covers(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public async Task AnswerAsync(HttpContext context)
    {
        ControlAnswer answer;
        try
        {
            ControlGuard.Check(context, !_options.ControlFromAnywhere);
            answer = await FindAsync(context).ConfigureAwait(false);
        }
        catch (ControlRefusal refusal)
        {
            answer = refusal.ToAnswer();
        }
        catch (FaultOrderException e)
        {
            answer = ControlRefusal.BadField(e.Field, e.Value, e.Allowed).ToAnswer();
        }

        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        response.Headers.ContentSecurityPolicy = ControlAnswer.ContentSecurityPolicy;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    public void Dispose() => _pacer.Dispose();

    private async Task<ControlAnswer> FindAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value![Root.Length..].TrimEnd('/');
        var atPath = _routes.Where(r => r.Path == path).ToArray();
        if (atPath.Length == 0)
        {
            throw new ControlRefusal(StatusCodes.Status404NotFound, "path", Root + path, string.Join(", ", _routes.Select(r => Root + r.Path)));
        }

        if (atPath.FirstOrDefault(r => r.Method == request.Method) is not { } route)
        {
            var methods = string.Join(", ", atPath.Select(r => r.Method));
            context.Response.Headers.Allow = methods;
            throw new ControlRefusal(StatusCodes.Status405MethodNotAllowed, "method", request.Method, methods);
        }

        if (route.Method == "GET")
        {
            return route.Answer(new ControlRequest(request.Query, default));
        }

        using var body = await ControlBody.ReadAsync(request).ConfigureAwait(false);
        return route.Answer(new ControlRequest(request.Query, body.RootElement));
    }

    private sealed record ControlRoute(string Path, string Method, Func<ControlRequest, ControlAnswer> Answer);
}

/// <summary>What a request said.</summary>
/// <param name="Query">The part behind the question mark.</param>
/// <param name="Body">The JSON of a POST.</param>
internal readonly record struct ControlRequest(IQueryCollection Query, JsonElement Body);
