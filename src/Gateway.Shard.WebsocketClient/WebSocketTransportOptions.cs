using System.Buffers;
using System.Net;
using System.Net.Security;

namespace Gateway.Shard.WebsocketClient;

/// <summary>How a <see cref="WebSocketTransport"/> dials and reads. Immutable; checked once, by the transport's constructor.</summary>
public sealed record WebSocketTransportOptions
{
    private const int MinReadAheadBytes = 4096;
    private const int MaxReadAheadBytes = 1024 * 1024;

    /// <summary>The proxy to go through. Default: null, the proxy of the process (<see cref="HttpClient.DefaultProxy"/>, which reads the environment).</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>Whether a proxy is used at all. Default: true. False ignores <see cref="Proxy"/> and the environment.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>
    /// TLS settings of <c>wss</c>: own certificate check, client certificates, protocol versions. Default: null, the
    /// settings of the operating system. Must not be changed once handed over.
    /// </summary>
    public SslClientAuthenticationOptions? SslOptions { get; init; }

    /// <summary>Further headers of the upgrade request. Default: none. User-Agent has its own property.</summary>
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The User-Agent of the upgrade request; always sent, because real gateways refuse an upgrade without one. Default:
    /// <c>DiscordBot (Gateway.Shard.WebsocketClient, version)</c>. Discord asks for <c>DiscordBot (url, version)</c>.
    /// </summary>
    public string UserAgent { get; init; } = DefaultUserAgent.Value;

    /// <summary>
    /// Time for resolving the host's name and connecting TCP, together. Default 10 s; more than zero. With several
    /// addresses each gets its share of what is left, so that one black hole does not use up the time of the others.
    /// </summary>
    public TimeSpan TcpTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the TLS handshake, and for the CONNECT of a proxy before it. Default 10 s; more than zero.</summary>
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time from the upgrade request to the server's answer. Default 10 s; more than zero.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the whole dial, whatever the phases have left. Default 20 s; more than zero.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Turns a host name into addresses, which are tried in this order. Default: <see cref="Dns"/>. Not called for an
    /// address literal. An empty answer is a failure of the DNS phase.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<IPAddress[]>> Resolver { get; init; } =
        static async (host, cancellationToken) => await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Size of the read-ahead, in bytes: how much of many small messages one system call can fetch, and how much is held
    /// for a shard that is not reading. Default 65536; range 4096 to 1048576. An idle connection holds none of it.
    /// </summary>
    public int ReadAheadBytes { get; init; } = 64 * 1024;

    /// <summary>The clock of the deadlines and of a dated Retry-After. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the read-ahead is rented. A test's, to count what is held.</summary>
    internal ArrayPool<byte> BufferPool { get; init; } = ArrayPool<byte>.Shared;

    /// <summary>Throws one exception that names everything that is out of range.</summary>
    internal void Validate()
    {
        var faults = new List<string>();
        CheckTimeout(faults, nameof(TcpTimeout), TcpTimeout);
        CheckTimeout(faults, nameof(TlsTimeout), TlsTimeout);
        CheckTimeout(faults, nameof(UpgradeTimeout), UpgradeTimeout);
        CheckTimeout(faults, nameof(DialTimeout), DialTimeout);
        if (ReadAheadBytes is < MinReadAheadBytes or > MaxReadAheadBytes)
            faults.Add($"{nameof(ReadAheadBytes)} is {ReadAheadBytes}. Allowed: {MinReadAheadBytes} to {MaxReadAheadBytes}.");
        if (Resolver is null)
            faults.Add($"{nameof(Resolver)} is null.");
        if (TimeProvider is null)
            faults.Add($"{nameof(TimeProvider)} is null.");
        if (!UserAgentRule.IsValid(UserAgent))
            faults.Add($"{nameof(UserAgent)} is not a User-Agent. {UserAgentRule.Allowed}");
        if (RequestHeaders is null)
            faults.Add($"{nameof(RequestHeaders)} is null.");
        else
            CheckHeaders(faults, RequestHeaders);
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(' ', faults), "options");
    }

    private static void CheckTimeout(List<string> faults, string name, TimeSpan value)
    {
        // The upper bound is the longest that a .NET timer takes.
        if (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue)
            faults.Add($"{name} is {value}. Allowed: more than zero, at most 24 days.");
    }

    // A header's value may be a secret of the user's: only its name is shown.
    private static void CheckHeaders(List<string> faults, IReadOnlyDictionary<string, string> headers)
    {
        using var probe = new HttpRequestMessage();
        foreach (var (name, value) in headers)
        {
            if (string.Equals(name, "User-Agent", StringComparison.OrdinalIgnoreCase))
                faults.Add($"{nameof(RequestHeaders)} names User-Agent; use {nameof(UserAgent)}.");
            else if (value is null || value.AsSpan().ContainsAny('\r', '\n', '\0') || !probe.Headers.TryAddWithoutValidation(name, value))
                faults.Add($"{nameof(RequestHeaders)} has a header that cannot be sent: {name}.");
        }
    }
}
