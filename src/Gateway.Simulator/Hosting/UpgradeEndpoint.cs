using System.Security.Cryptography;
using System.Text;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Simulator.Hosting;

/// <summary>
/// The WebSocket handshake, RFC 6455 §4.2, by hand: from there on the simulator writes its own frames, so that it can
/// put many into one write and break what a WebSocket library would not let it break.
/// </summary>
internal sealed class UpgradeEndpoint(GatewayServer server, SimulatorHostOptions options)
{
    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private IReadOnlyDictionary<string, string> _lastHeaders = new Dictionary<string, string>();
    private long _withoutUserAgent;

    public IReadOnlyDictionary<string, string> LastHeaders => Volatile.Read(ref _lastHeaders);

    public long WithoutUserAgent => Interlocked.Read(ref _withoutUserAgent);

    /// <summary>Clients may append what they like to the URL they were given; an upgrade is for the gateway wherever it goes.</summary>
    public static bool Covers(HttpRequest request)
        => request.Path == "/" || !request.Path.HasValue || request.Headers.ContainsKey("Sec-WebSocket-Key");

    public async Task RunAsync(HttpContext context, GatewayHost host, CancellationToken stopping)
    {
        var request = context.Request;
        Volatile.Write(ref _lastHeaders, request.Headers.ToDictionary(
            h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        var anonymous = string.IsNullOrEmpty(request.Headers.UserAgent);
        Interlocked.Add(ref _withoutUserAgent, anonymous ? 1 : 0);

        var key = request.Headers.SecWebSocketKey.ToString();
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade
            || key.Length == 0 || request.Headers.SecWebSocketVersion != "13")
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (anonymous && options.RefuseWithoutUserAgent)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var verdict = server.Door.Admit(host, request.QueryString.Value ?? "");
        switch (verdict.Answer)
        {
            case UpgradeAnswer.Accept:
                await AcceptAsync(context, upgrade, key, host, stopping).ConfigureAwait(false);
                break;
            case UpgradeAnswer.Refuse:
                context.Response.StatusCode = verdict.Status;
                BootstrapEndpoints.SetRetryAfter(context, verdict.RetryAfter);
                break;
            case UpgradeAnswer.Drop:
                context.Abort();
                break;
            default:
                await StallAsync(context.RequestAborted, stopping).ConfigureAwait(false);
                context.Abort();
                break;
        }
    }

    private async Task AcceptAsync(HttpContext context, IHttpUpgradeFeature upgrade, string key, GatewayHost host, CancellationToken stopping)
    {
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = AcceptFor(key);
        var stream = await upgrade.UpgradeAsync().ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var registration = stopping.UnsafeRegister(static c => ((HttpContext)c!).Abort(), context);
            var session = new SocketSession(server, stream, options, context.Abort);
            await session.RunAsync(host, context.Request.QueryString.Value ?? "", context.RequestAborted).ConfigureAwait(false);
        }
    }

#pragma warning disable CA5350 // The protocol asks for SHA-1; nothing is protected by it.
    private static string AcceptFor(string key)
        => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeGuid)));
#pragma warning restore CA5350

    private static async Task StallAsync(CancellationToken gone, CancellationToken stopping)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var a = gone.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), done);
        using var b = stopping.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), done);
        await done.Task.ConfigureAwait(false);
    }
}
