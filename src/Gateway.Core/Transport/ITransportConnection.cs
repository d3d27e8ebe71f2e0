using System.Buffers;

namespace Gateway.Core.Transport;

/// <summary>
/// One open WebSocket, used once. At most one wait or receive, and one send or close, are under way at a time;
/// <see cref="Abort"/> may come at any moment, from any thread.
/// </summary>
/// <remarks>
/// No call takes a cancellation token: cancelling a receive destroys a .NET WebSocket, so the only way to interrupt
/// a call is <see cref="Abort"/>, which makes it throw. Any exception from a wait, receive, send or close means that
/// the connection is lost.
/// </remarks>
public interface ITransportConnection
{
    /// <summary>
    /// Completes when there is something to receive (or the connection has ended). Holds no buffer, so that an idle
    /// shard costs no memory. Completes synchronously when data is at hand.
    /// </summary>
    ValueTask WaitForDataAsync();

    /// <summary>Receives one whole WebSocket message into <paramref name="destination"/>.</summary>
    /// <param name="destination">Where the payload is written. The caller owns it; nothing keeps a reference after completion.</param>
    /// <param name="maxBytes">The cap, in bytes. A longer message is not read to its end.</param>
    /// <returns>
    /// What was received. After <see cref="TransportMessageKind.Close"/> or <see cref="TransportMessageKind.TooLarge"/>
    /// nothing more can be received.
    /// </returns>
    ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes);

    /// <summary>Sends one text (JSON) or binary (ETF) message. Completes when the socket has taken the bytes.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary);

    /// <summary>
    /// Sends several messages, in order. Completes when the socket has taken them all; when it throws, any of them may
    /// have arrived. This implementation sends one after another; override it to hand them to the socket in one write.
    /// </summary>
    /// <param name="payloads">One or more, at most 16, together at most 16 KiB (one may be longer alone). Valid until the call completes.</param>
    /// <param name="binary">Binary (ETF) or text (JSON), for all of them.</param>
    async ValueTask SendAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> payloads, bool binary)
    {
        for (var i = 0; i < payloads.Length; i++)
        {
            await SendAsync(payloads.Span[i], binary).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes a close frame and does not wait for the peer's. Receiving goes on: the peer's close frame arrives as a
    /// <see cref="TransportMessageKind.Close"/> message.
    /// </summary>
    /// <param name="code">The close code, 1000 to 4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    ValueTask CloseOutputAsync(int code, string reason);

    /// <summary>
    /// Drops the connection at once, without a close frame, and releases everything it holds. Calls under way end
    /// with an exception. Never throws, any number of times, from any thread.
    /// </summary>
    void Abort();
}
