namespace Gateway.Bench.Server;

/// <summary>Turns the events of one connection into frames.</summary>
internal sealed class MessageEncoder(ServedFormat format) : IDisposable
{
    private const int MostPayloadBytes = 8 * 1024;
    private readonly byte[] _payload = new byte[MostPayloadBytes];
    private readonly IMessageCompressor? _compressor = format.Compression switch
    {
        ServedCompression.ZlibStream => new ZlibStreamCompressor(),
        ServedCompression.ZstdStream => new ZstdStreamCompressor(),
        ServedCompression.Payload => new PayloadCompressor(),
        _ => null,
    };

    public void Write(FrameWriter writer, ServedEvent served, long sequence)
    {
        if (_compressor is null)
        {
            writer.Write(served, sequence, format.IsEtf);
            return;
        }

        var length = served.Write(_payload, sequence, format.IsEtf);
        writer.Write(_compressor.Compress(_payload.AsSpan(0, length)), isBinary: true);
    }

    public void Dispose() => _compressor?.Dispose();
}
