using System.IO.Compression;

namespace Gateway.Simulator.Wire;

/// <summary>Payload compression: each message is a zlib stream of its own, with header and checksum.</summary>
internal sealed class ZlibPayloadCompressor(Scratch scratch) : IPayloadCompressor
{
    public byte[] Compress(ReadOnlySpan<byte> payload)
    {
        using (var zlib = new ZLibStream(new ScratchStream(scratch), CompressionLevel.Optimal))
        {
            zlib.Write(payload);
        }

        return scratch.Take();
    }

    public void Dispose()
    {
    }
}
