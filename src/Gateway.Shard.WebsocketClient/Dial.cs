using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>One dial: DNS, TCP, TLS, upgrade; each with its deadline, so that a failure says where it happened.</summary>
/// <remarks>
/// Each dial has an HTTP handler of its own, as each of .NET's WebSockets has by default. A shared one goes on connecting
/// for seconds after a dial was cancelled, may answer from a connection of an earlier dial, and does not say for whom it
/// connects to a proxy; then neither the phase of a failure nor the owner of a socket would be certain.
/// </remarks>
internal sealed class Dial : IDisposable
{
    private readonly WebSocketTransportOptions _options;
    private readonly Uri _url;
    private readonly CancellationToken _cancellationToken;
    private readonly DialProgress _progress;
    private readonly Lock _lock = new();
    private Socket? _socket;
    private ReadAheadStream? _stream;
    private bool _ended;

    public Dial(WebSocketTransportOptions options, Uri url, CancellationToken cancellationToken)
    {
        _options = options;
        _url = url;
        _cancellationToken = cancellationToken;
        _progress = new DialProgress(options.TimeProvider, options.DialTimeout, cancellationToken);
    }

    public async ValueTask<ITransportConnection> RunAsync()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        using var invoker = new HttpMessageInvoker(new HeaderHandler(_options, MakeHandler()));
        var webSocket = MakeWebSocket();
        try
        {
            await webSocket.ConnectAsync(_url, invoker, _progress.Stop).ConfigureAwait(false);
            return new WebSocketConnection(TakeOver(), TakeSocket(), _stream!);
        }
        catch (Exception e)
        {
            webSocket.Dispose();
            CloseSocket();
            _cancellationToken.ThrowIfCancellationRequested();
            throw DialFailure.Describe(_url, _progress, webSocket, _options.TimeProvider, e);
        }
    }

    public void Dispose() => _progress.Dispose();

    private SocketsHttpHandler MakeHandler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = OpenAsync,
            PlaintextStreamFilter = FilterAsync,
            Proxy = _options.Proxy,
            UseProxy = _options.UseProxy,
            UseCookies = false,
            AllowAutoRedirect = false, // another host is for the caller to choose
            MaxResponseDrainSize = 0, // a refusal's body is of no use
            ActivityHeadersPropagator = null, // trace ids of this process are none of the server's business
        };
        if (_options.SslOptions is { } ssl)
            handler.SslOptions = ssl;
        return handler;
    }

    private static ClientWebSocket MakeWebSocket()
    {
        var webSocket = new ClientWebSocket();
        var options = webSocket.Options;
        options.HttpVersion = HttpVersion.Version11;
        options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        options.CollectHttpResponseDetails = true;
        // PONGs are read only while a receive is pending: keep-alive would kill a shard whose handler is slow.
        options.KeepAliveInterval = TimeSpan.Zero;
        options.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
        return webSocket;
    }

    // The ClientWebSocket has done the upgrade, and would go on reading through the HTTP connection: two more layers a
    // read, 8 KiB of buffers an idle connection, an allocation each time the socket has to be waited for. None of it is
    // needed any more, because the stream below has kept everything behind the head. What is left of it has no use and
    // must not be disposed: that would close the stream.
    private WebSocket TakeOver()
    {
        _stream!.StopsAtHeads = false;
        return WebSocket.CreateFromStream(
            _stream,
            new WebSocketCreationOptions { KeepAliveInterval = TimeSpan.Zero, KeepAliveTimeout = Timeout.InfiniteTimeSpan });
    }

    // The handler's own token outlives a cancelled request by seconds; the dial's does not.
    private async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken ignored)
    {
        var startedAt = _options.TimeProvider.GetTimestamp();
        _progress.Enter(DialPhase.Dns, _options.TcpTimeout);
        var addresses = await ResolveAsync(context.DnsEndPoint.Host).ConfigureAwait(false);
        _progress.Enter(DialPhase.Tcp);
        var left = _options.TcpTimeout - _options.TimeProvider.GetElapsedTime(startedAt);
        var socket = await TcpConnector.ConnectAsync(
            addresses, context.DnsEndPoint.Port, left, _options.TimeProvider, KeepSocket, _progress.Stop).ConfigureAwait(false);
        if (_url.Scheme == "wss")
            _progress.Enter(DialPhase.Tls, _options.TlsTimeout);
        return new SocketStream(socket);
    }

    private async ValueTask<IPAddress[]> ResolveAsync(string host)
    {
        if (IPAddress.TryParse(host, out var address))
            return [address];
        // A resolver that ignores its token must not hold the dial.
        var addresses = await _options.Resolver(host, _progress.Stop).AsTask().WaitAsync(_progress.Stop).ConfigureAwait(false);
        return addresses is { Length: > 0 } ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    // Called once the bytes are plain: after TLS, or at once without it. A proxy's CONNECT comes here first and is not it.
    private ValueTask<Stream> FilterAsync(SocketsHttpPlaintextStreamFilterContext context, CancellationToken ignored)
    {
        if (context.InitialRequestMessage.Method == HttpMethod.Connect)
            return new ValueTask<Stream>(context.PlaintextStream);
        _progress.Enter(DialPhase.Upgrade, _options.UpgradeTimeout);
        _stream = new ReadAheadStream(context.PlaintextStream, _options.ReadAheadBytes, _options.BufferPool) { StopsAtHeads = true };
        return new ValueTask<Stream>(_stream);
    }

    private void KeepSocket(Socket socket)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _socket = socket;
        }
    }

    private Socket TakeSocket()
    {
        lock (_lock)
        {
            _ended = true;
            return _socket!;
        }
    }

    private void CloseSocket()
    {
        lock (_lock)
        {
            _ended = true;
            _socket?.Dispose();
        }
    }
}
