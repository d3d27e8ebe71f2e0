using System.Net.WebSockets;

namespace Gateway.Shard.WebsocketClient.Rx;

/// <summary>
/// What the package sees of the native socket. It adds what the package hides or lacks: the kind of the last message,
/// a bound on the message that is coming in, and no close frame of the package's own.
/// </summary>
/// <remarks>
/// The package answers a close frame with 1000, which Discord takes for the end of the session; here nothing is sent,
/// and the shard answers what it wants. It collects a message however long it is; here the receive fails first.
/// </remarks>
internal sealed class MeteredWebSocket(ClientWebSocket inner, Inbox inbox) : WebSocket
{
    /// <summary>The kind of the message that was received last; the package reports all as binary once it is told not to decode text.</summary>
    public WebSocketMessageType LastKind { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;
    public override string? CloseStatusDescription => inner.CloseStatusDescription;
    public override string? SubProtocol => inner.SubProtocol;

    // The package stops reading once a close frame was sent; what the peer had on its way, and its answer, come after it.
    public override WebSocketState State => inner.State == WebSocketState.CloseSent ? WebSocketState.Open : inner.State;

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await inner.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        inbox.Reserve(result.Count);
        LastKind = result.MessageType;
        return result;
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, CloseStatus, CloseStatusDescription);
    }

    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public override void Abort() => inner.Abort();

    public override void Dispose() => inner.Dispose();
}
