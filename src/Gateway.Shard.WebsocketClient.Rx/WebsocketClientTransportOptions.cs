using System.Net;
using System.Net.Security;

namespace Gateway.Shard.WebsocketClient.Rx;

/// <summary>How a <see cref="WebsocketClientTransport"/> dials, and how much it holds. Immutable; checked by the transport's constructor.</summary>
public sealed record WebsocketClientTransportOptions
{
    /// <summary>The User-Agent of the upgrade, always sent. Default <c>DiscordBot (Gateway.Shard.WebsocketClient.Rx, version)</c>; Discord asks for <c>DiscordBot (url, version)</c>.</summary>
    public string UserAgent { get; init; } = DefaultUserAgent.Value;

    /// <summary>Further headers of the upgrade request. Default: none. User-Agent has its own property.</summary>
    public IReadOnlyDictionary<string, string> RequestHeaders { get; init; } = new Dictionary<string, string>();

    /// <summary>The proxy to go through. Default: null, the proxy of the process.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>TLS settings of <c>wss</c>. Default: null, those of the operating system. Must not be changed once handed over.</summary>
    public SslClientAuthenticationOptions? SslOptions { get; init; }

    /// <summary>Time for the whole dial, DNS to upgrade. Default 20 s; more than zero, at most one day.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How many received messages may wait for the shard. Default 1024; at least 1. One more ends the connection, and the
    /// shard resumes: the package reads whether anybody takes its messages or not, so the peer cannot be slowed down.
    /// </summary>
    public int MaxInboxMessages { get; init; } = 1024;

    /// <summary>
    /// How many bytes may wait for the shard, the message that is coming in included. Default 64 MiB; at least 4096. One
    /// more ends the connection. Must be above the longest message that is to be received.
    /// </summary>
    public int MaxInboxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock of the deadline and of a dated Retry-After. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Throws one exception that names everything that is out of range.</summary>
    internal void Validate()
    {
        var faults = new List<string>();
        if (!UserAgentRule.IsValid(UserAgent))
            faults.Add($"{nameof(UserAgent)} is not a User-Agent. {UserAgentRule.Allowed}");
        if (RequestHeaders is null)
            faults.Add($"{nameof(RequestHeaders)} is null.");
        if (DialTimeout <= TimeSpan.Zero || DialTimeout > TimeSpan.FromDays(1))
            faults.Add($"{nameof(DialTimeout)} is {DialTimeout}. Allowed: more than zero, at most one day.");
        if (MaxInboxMessages < 1)
            faults.Add($"{nameof(MaxInboxMessages)} is {MaxInboxMessages}. Allowed: 1 or more.");
        if (MaxInboxBytes < 4096)
            faults.Add($"{nameof(MaxInboxBytes)} is {MaxInboxBytes}. Allowed: 4096 or more.");
        if (TimeProvider is null)
            faults.Add($"{nameof(TimeProvider)} is null.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(' ', faults), "options");
    }
}
