using System.IO.Compression;

namespace Gateway.Simulator.Wire;

/// <summary><c>zlib-stream</c>: one context for the connection; each payload ends in <c>00 00 FF FF</c>.</summary>
internal sealed class ZlibStreamCompressor : IPayloadCompressor
{
    private readonly Scratch _scratch;
    private readonly ZLibStream _zlib;

    public ZlibStreamCompressor(Scratch scratch)
    {
        _scratch = scratch;
        _zlib = new ZLibStream(new ScratchStream(scratch), CompressionLevel.Optimal);
    }

    public byte[] Compress(ReadOnlySpan<byte> payload)
    {
        _zlib.Write(payload);
        _zlib.Flush();
        return _scratch.Take();
    }

    public void Dispose()
    {
        // Writes the end of the stream, which nobody wants.
        _zlib.Dispose();
        _scratch.Clear();
    }
}
