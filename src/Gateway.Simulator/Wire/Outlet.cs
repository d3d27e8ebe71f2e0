using Gateway.Simulator.Wire.Etf;

namespace Gateway.Simulator.Wire;

/// <summary>
/// The way of payloads out of a connection that does not simply send JSON. Guarded by the server's lock; what passes
/// here is sent, in this order, or the client's decoder would lose its place.
/// </summary>
/// <param name="etf">Null for JSON.</param>
/// <param name="compressor">Null for no compression.</param>
/// <param name="thresholdBytes">From which size on it compresses.</param>
internal sealed class Outlet(EtfEncoder? etf, IPayloadCompressor? compressor, int thresholdBytes) : IDisposable
{
    /// <param name="payload">A payload as JSON.</param>
    /// <param name="sink">Where the message goes.</param>
    public void Send(ReadOnlyMemory<byte> payload, IMessageSink sink)
    {
        var message = etf is null ? payload : etf.Encode(payload.Span);
        if (compressor is not null && message.Length >= thresholdBytes)
        {
            sink.Send(compressor.Compress(message.Span), text: false);
        }
        else
        {
            sink.Send(message, text: etf is null);
        }
    }

    public void Dispose() => compressor?.Dispose();
}
