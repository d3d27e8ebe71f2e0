using Gateway.Simulator.Server;

namespace Gateway.Simulator.Wire;

/// <summary>
/// The way of payloads out of a connection that does not simply send JSON. Guarded by the server's lock; what passes
/// here is sent, in this order, or the client's decoder would lose its place.
/// </summary>
internal sealed class Outlet(IGatewayPeer peer, IPayloadCompressor compressor, int thresholdBytes) : IDisposable
{
    /// <param name="payload">A payload as JSON.</param>
    public void Send(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length >= thresholdBytes)
        {
            peer.Send(compressor.Compress(payload.Span), text: false);
        }
        else
        {
            peer.Send(payload, text: true);
        }
    }

    public void Dispose() => compressor.Dispose();
}
