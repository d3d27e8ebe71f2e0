using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Gateway.Core.Transport;
using Websocket.Client;
using PackageClient = Websocket.Client.WebsocketClient;

namespace Gateway.Shard.WebsocketClient.Rx;

/// <summary>One client of the package, used for one connection.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Abort releases everything: the seam's own way, legal at any moment.")]
internal sealed class WebsocketClientConnection : ITransportConnection
{
    private readonly ClientWebSocket _socket;
    private readonly Inbox _inbox;
    private readonly MeteredWebSocket _metered;
    private readonly PackageClient _client;
    private int _started;
    private int _aborted;

    private WebsocketClientConnection(Uri url, ClientWebSocket socket, WebsocketClientTransportOptions options)
    {
        _socket = socket;
        _inbox = new Inbox(options.MaxInboxMessages, options.MaxInboxBytes);
        _metered = new MeteredWebSocket(socket, _inbox);
        _client = new PackageClient(url, logger: null, connectionFactory: HandOverAsync)
        {
            IsReconnectionEnabled = false,
            ReconnectTimeout = null,
            ErrorReconnectTimeout = null,
            LostReconnectTimeout = null,
            IsTextMessageConversionEnabled = false,
            IsStreamDisposedAutomatically = false,
        };
        _client.MessageReceived.Subscribe(new Sink<ResponseMessage>(OnMessage));
        _client.DisconnectionHappened.Subscribe(new Sink<DisconnectionInfo>(OnDisconnection));
    }

    /// <summary>Lets the package read from a socket that is open. The connection owns the socket from here on.</summary>
    public static async Task<WebsocketClientConnection> StartAsync(Uri url, ClientWebSocket socket, WebsocketClientTransportOptions options)
    {
        var connection = new WebsocketClientConnection(url, socket, options);
        try
        {
            await connection._client.StartOrFail().ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    public ValueTask WaitForDataAsync() => _inbox.WaitAsync();

    public async ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        await _inbox.WaitAsync().ConfigureAwait(false);
        return _inbox.Take(destination, maxBytes);
    }

    // Past the package: its queue swallows what fails, and its direct calls drop silently what comes too late.
    public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary) =>
        _socket.SendAsync(
            payload, binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    // Past the package too: its own way waits for the peer's answer, without a bound.
    public async ValueTask CloseOutputAsync(int code, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(code, 1000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code, 4999);
        await _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None).ConfigureAwait(false);
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) != 0)
            return;
        _inbox.End(new WebSocketException("The connection was aborted."), keepMessages: false);
        // The socket first: what the package does when it is disposed is its own affair, and may wait.
        _socket.Abort();
        _socket.Dispose();
        _client.Dispose();
    }

    // Called by the package for each connection it wants: it gets one, ever.
    private Task<WebSocket> HandOverAsync(Uri url, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _started, 1) == 0
            ? Task.FromResult<WebSocket>(_metered)
            : throw new InvalidOperationException("A connection is used once.");

    // On the package's reading flow: what it throws ends that flow, and with it the connection.
    private void OnMessage(ResponseMessage message)
    {
        var kind = _metered.LastKind == WebSocketMessageType.Text ? TransportMessageKind.Text : TransportMessageKind.Binary;
        _inbox.Add(message.Stream ?? new MemoryStream(message.Binary ?? []), kind);
    }

    private void OnDisconnection(DisconnectionInfo info)
    {
        if (info.Type == DisconnectionType.ByServer)
        {
            _inbox.Close(new TransportMessage(
                TransportMessageKind.Close, (int?)info.CloseStatus, info.CloseStatusDescription ?? ""));
        }
        else
        {
            _inbox.End(info.Exception ?? new WebSocketException("The package gave the connection up."), keepMessages: true);
        }
    }

    private sealed class Sink<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);

        public void OnError(Exception error)
        {
            // The package never calls it: losses come as a disconnection.
        }

        public void OnCompleted()
        {
            // Comes when the client is disposed, which only Abort does.
        }
    }
}
