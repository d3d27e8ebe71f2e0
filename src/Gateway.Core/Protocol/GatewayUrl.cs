using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Protocol;

/// <summary>
/// Builds the URL of a dial. Every URL that is dialled, resume URLs included, carries <c>v</c>, <c>encoding</c> and
/// <c>compress</c> as the connection's decoder expects them.
/// </summary>
public static class GatewayUrl
{
    /// <summary>The version that this library speaks, 10.</summary>
    public const int Version = 10;

    // Longer than any host and path Discord could mean; keeps a hostile READY from occupying the parser.
    private const int MaxResumeUrlLength = 2048;

    /// <summary>Puts the query on a base or resume URL. Scheme, host, port and path are kept; its own query is dropped.</summary>
    /// <param name="baseUrl">An absolute <c>ws</c> or <c>wss</c> URL without user information and fragment.</param>
    /// <param name="encoding">Becomes <c>encoding</c>.</param>
    /// <param name="compression">Its <see cref="GatewayCompression.UrlValue"/> becomes <c>compress</c>. Default: none, and the key is left out.</param>
    /// <param name="version">Becomes <c>v</c>. Only <see cref="Version"/> is supported.</param>
    /// <exception cref="ArgumentException">An argument is not what is allowed; the message names it, its value and what is.</exception>
    public static Uri Build(
        Uri baseUrl,
        GatewayEncoding encoding = GatewayEncoding.Json,
        GatewayCompression? compression = null,
        int version = Version)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        if (!TryValidate(baseUrl, out var violation))
        {
            throw new ArgumentException(violation, nameof(baseUrl));
        }

        if (version != Version)
        {
            throw new ArgumentOutOfRangeException(
                nameof(version), version, $"This version of the gateway is not supported. Allowed: {Version}.");
        }

        var compress = compression?.UrlValue is { } name ? "&compress=" + name : "";
        return new Uri($"{baseUrl.GetLeftPart(UriPartial.Path)}?v={version}&encoding={encoding.WireName()}{compress}");
    }

    /// <summary>Says whether <see cref="Build"/> takes a URL, and if not, why. Never throws.</summary>
    /// <param name="url">The URL; null is a violation.</param>
    /// <param name="violation">One sentence with the value and what is allowed; null when there is nothing to say.</param>
    public static bool TryValidate([NotNullWhen(true)] Uri? url, [NotNullWhen(false)] out string? violation)
    {
        violation = Violation(url);
        return violation is null;
    }

    /// <summary>
    /// Reads READY's <c>resume_gateway_url</c>, which a peer wrote. Never throws: what cannot be dialled is refused, and the
    /// caller resumes at the base URL.
    /// </summary>
    /// <param name="text">The text as received, with or without path, query and trailing slash.</param>
    /// <param name="url">The URL, still without our query.</param>
    public static bool TryParseResumeUrl(string? text, [NotNullWhen(true)] out Uri? url) =>
        TryParseResumeUrl(text, null, out url);

    /// <summary>As the other, and refuses to go from an encrypted base URL to a plain resume URL: Resume carries the token.</summary>
    /// <param name="text">The text as received.</param>
    /// <param name="baseUrl">The URL of the connection on which READY came; null skips that check.</param>
    /// <param name="url">The URL, still without our query.</param>
    public static bool TryParseResumeUrl(string? text, Uri? baseUrl, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        if (text is null || text.Length > MaxResumeUrlLength
            || !Uri.TryCreate(text, UriKind.Absolute, out var parsed) || Violation(parsed) is not null)
        {
            return false;
        }

        if (baseUrl is { IsAbsoluteUri: true } && baseUrl.Scheme == Uri.UriSchemeWss && parsed.Scheme != Uri.UriSchemeWss)
        {
            return false;
        }

        url = parsed;
        return true;
    }

    // User information is not quoted: it may be a secret.
    private static string? Violation(Uri? url)
    {
        if (url is null)
        {
            return "The gateway URL is null. Allowed: an absolute ws or wss URL.";
        }

        if (!url.IsAbsoluteUri)
        {
            return $"The gateway URL '{url.OriginalString}' is relative. Allowed: an absolute ws or wss URL.";
        }

        if (url.UserInfo.Length > 0)
        {
            return $"The gateway URL of host '{url.Host}' has user information. Allowed: none.";
        }

        if (url.Scheme != Uri.UriSchemeWs && url.Scheme != Uri.UriSchemeWss)
        {
            return $"The gateway URL '{url.OriginalString}' has the scheme '{url.Scheme}'. Allowed: ws, wss.";
        }

        if (url.Host.Length == 0)
        {
            return $"The gateway URL '{url.OriginalString}' has no host. Allowed: an absolute ws or wss URL.";
        }

        return url.Fragment.Length > 0
            ? $"The gateway URL '{url.OriginalString}' has a fragment. Allowed: none."
            : null;
    }
}
