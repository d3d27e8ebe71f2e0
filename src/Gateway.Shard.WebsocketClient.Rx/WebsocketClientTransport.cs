using System.Net.WebSockets;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Rx;

/// <summary>
/// Opens gateway connections with the Websocket.Client package. For programs that use that package already; the
/// transport of Gateway.Shard.WebsocketClient does more and costs less.
/// </summary>
/// <remarks>
/// Safe for concurrent use; holds nothing between dials. The package's own reconnecting is off: the shard decides what
/// follows an ending, and never has two sockets. Differences from the other transport: the package reads ahead into an
/// inbox, whose bounds end the connection; a dial has one deadline, and a time-out does not tell its phase; an empty
/// close frame is told as 1000, as .NET reports it.
/// </remarks>
public sealed class WebsocketClientTransport : ITransport
{
    private readonly WebsocketClientTransportOptions _options;

    /// <summary>Makes a transport.</summary>
    /// <param name="options">How to dial; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    public WebsocketClientTransport(WebsocketClientTransportOptions? options = null)
    {
        _options = options ?? new WebsocketClientTransportOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="url"/> is not an absolute <c>ws</c> or <c>wss</c> URL.</exception>
    public async ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("ws" or "wss"))
            throw new ArgumentException("The URL is not a WebSocket address. Allowed: an absolute ws or wss URL.", nameof(url));
        var socket = await DialAsync(url, cancellationToken).ConfigureAwait(false);
        return await WebsocketClientConnection.StartAsync(url, socket, _options).ConfigureAwait(false);
    }

    // The package is handed a socket that is open already: its own dialling knows neither our token nor our deadline.
    private async Task<ClientWebSocket> DialAsync(Uri url, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.DialTimeout, _options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        // .NET makes one per WebSocket too; the connection outlives it.
        using var invoker = new HttpMessageInvoker(MakeHandler());
        var socket = MakeSocket();
        try
        {
            await socket.ConnectAsync(url, invoker, stop.Token).ConfigureAwait(false);
            socket.HttpResponseHeaders = null;
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw DialFailure.Describe(url, socket, deadline.IsCancellationRequested, _options.TimeProvider.GetUtcNow(), e);
        }
    }

    private ClientWebSocket MakeSocket()
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        // PONGs are read only while a receive is pending, and the protocol has its own heartbeat.
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
        socket.Options.SetRequestHeader("User-Agent", _options.UserAgent);
        foreach (var (name, value) in _options.RequestHeaders)
            socket.Options.SetRequestHeader(name, value);
        return socket;
    }

    private SocketsHttpHandler MakeHandler()
    {
        var handler = new SocketsHttpHandler
        {
            Proxy = _options.Proxy,
            UseCookies = false,
            AllowAutoRedirect = false, // another host is for the caller to choose
            ActivityHeadersPropagator = null, // trace ids of this process are none of the server's business
        };
        if (_options.SslOptions is { } ssl)
            handler.SslOptions = ssl;
        return handler;
    }
}
