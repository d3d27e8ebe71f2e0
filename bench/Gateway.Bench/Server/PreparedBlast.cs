namespace Gateway.Bench.Server;

/// <summary>
/// A blast, compressed beforehand: compressing costs a multiple of inflating, and whoever measures must not wait for it.
/// Every connection of a format begins with the same messages, so that its context fits any of them.
/// </summary>
internal sealed class PreparedBlast
{
    private const int ChunkSize = 256 * 1024;
    private static readonly Dictionary<(ServedFormat, int, int, int), PreparedBlast> Prepared = [];
    private readonly List<byte[]> _chunks = [];

    private PreparedBlast(ServedFormat format, int heartbeatInterval, int warmUp, int events)
    {
        using var encoder = new MessageEncoder(format);
        var writer = new FrameWriter(ChunkSize);
        if (format.Compression != ServedCompression.Payload)
        {
            encoder.Write(writer, ServedEvents.Hello(heartbeatInterval), ServedEvents.NoSequence);
        }

        encoder.Write(writer, ServedEvents.Ready, 1);
        writer.Clear();
        long sequence = 1;
        foreach (var served in ServedEvents.Blast(warmUp, events))
        {
            if (!writer.HasRoom)
            {
                Cut(writer);
            }

            encoder.Write(writer, served, ++sequence);
        }

        Cut(writer);
    }

    public IReadOnlyList<byte[]> Chunks => _chunks;

    public static PreparedBlast Of(ServedFormat format, int heartbeatInterval, int warmUp, int events)
    {
        lock (Prepared)
        {
            var key = (format, heartbeatInterval, warmUp, events);
            if (!Prepared.TryGetValue(key, out var blast))
            {
                Prepared[key] = blast = new PreparedBlast(format, heartbeatInterval, warmUp, events);
            }

            return blast;
        }
    }

    private void Cut(FrameWriter writer)
    {
        _chunks.Add(writer.Written.ToArray());
        writer.Clear();
    }
}
