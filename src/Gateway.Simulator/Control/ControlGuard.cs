using System.Net;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Control;

/// <summary>
/// Who may use the control API. A browser on this machine can be made to call loopback addresses by any page it shows:
/// a page of another origin names itself in <c>Origin</c>, and one whose name was pointed at 127.0.0.1 shows its own
/// name in <c>Host</c>. Neither gets in.
/// </summary>
internal static class ControlGuard
{
    /// <param name="context">The request.</param>
    /// <param name="loopbackOnly">False when the host was told to listen elsewhere too: then any caller and any Host is welcome.</param>
    /// <exception cref="ControlRefusal">403.</exception>
    public static void Check(HttpContext context, bool loopbackOnly)
    {
        var request = context.Request;
        if (loopbackOnly && !IsLoopback(request.Host.Host))
        {
            throw Forbidden("Host", request.Host.Value, "localhost, 127.0.0.1 or [::1]");
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsSame(origin, request))
        {
            throw Forbidden("Origin", origin, "none, or that of this server");
        }
    }

    private static bool IsLoopback(string host)
        => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsSame(string origin, HttpRequest request)
        => string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static ControlRefusal Forbidden(string header, string? value, string allowed)
        => new(StatusCodes.Status403Forbidden, header, value, allowed);
}
