namespace Gateway.Core.Transport;

/// <summary>
/// Opens WebSocket connections. This is the only way in which Gateway.Core reaches the network; any WebSocket
/// library can stand behind it.
/// </summary>
/// <remarks>One transport may serve many shards: <see cref="ConnectAsync"/> must be safe to call concurrently.</remarks>
public interface ITransport
{
    /// <summary>Dials <paramref name="url"/> and completes the WebSocket upgrade.</summary>
    /// <param name="url">An absolute <c>ws</c> or <c>wss</c> URL, with its query.</param>
    /// <param name="cancellationToken">Ends the dial. Whatever had been opened is closed before the task completes.</param>
    /// <returns>An open connection, owned by the caller.</returns>
    /// <exception cref="TransportConnectException">The dial failed; the exception says in which phase, and what the server said.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken);
}
