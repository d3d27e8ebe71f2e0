using Gateway.Bench.Server;

namespace Gateway.MicroBench;

/// <summary>MESSAGE_CREATE of about 1.8 KB, no two alike, in each form. A benchmark reads all of them; its figures are those of one.</summary>
internal static class SampleMessages
{
    /// <summary>How many there are.</summary>
    public const int Count = 512;

    private const int LongestCompressed = 64 * 1024;

    public static byte[][] Json() => Write(asEtf: false);

    public static byte[][] Etf() => Write(asEtf: true);

    /// <summary>The messages of one connection, compressed one after the other.</summary>
    public static byte[][] Compressed(IMessageCompressor compressor)
    {
        using (compressor)
        {
            return [.. Json().Select(json => compressor.Compress(json).ToArray())];
        }
    }

    private static byte[][] Write(bool asEtf)
    {
        var bodies = new MessageBodies(new Random(1));
        var buffer = new byte[LongestCompressed];
        return
        [
            .. Enumerable.Range(1, Count).Select(sequence =>
                buffer[..new ServedEvent("MESSAGE_CREATE", 0, bodies.Next()).Write(buffer, sequence, asEtf)]),
        ];
    }
}
