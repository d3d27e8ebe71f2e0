using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>Opens gateway connections with .NET's own WebSocket, over HTTP/1.1, plain (<c>ws</c>) or with TLS (<c>wss</c>).</summary>
/// <remarks>
/// Safe for concurrent use; one serves all shards of a process. It holds nothing between dials, so there is nothing to
/// dispose. WebSocket keep-alive and permessage-deflate are off: the protocol has its own heartbeat and compression.
/// </remarks>
public sealed class WebSocketTransport : ITransport
{
    private readonly WebSocketTransportOptions _options;

    /// <summary>Makes a transport.</summary>
    /// <param name="options">How to dial; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    public WebSocketTransport(WebSocketTransportOptions? options = null)
    {
        _options = options ?? new WebSocketTransportOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="url"/> is not an absolute <c>ws</c> or <c>wss</c> URL.</exception>
    public async ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("ws" or "wss"))
            throw new ArgumentException("The URL is not a WebSocket address. Allowed: an absolute ws or wss URL.", nameof(url));
        using var dial = new Dial(_options, url, cancellationToken);
        return await dial.RunAsync().ConfigureAwait(false);
    }
}
