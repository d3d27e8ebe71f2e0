using Gateway.Interop.Zstd;

namespace Gateway.Bench.HotPath;

/// <summary>libzstd called as plainly as can be.</summary>
internal sealed class ZstdFeed : IDisposable
{
    private const int MaxWindowLog = 27;
    private const int TargetSize = 256 * 1024;
    private readonly ZstdDecompressor _context = LibZstd.CreateDecompressor(MaxWindowLog);
    private readonly byte[] _target = new byte[TargetSize];

    public void Inflate(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            LibZstd.Decompress(_context, bytes, _target, out var consumed, out _);
            bytes = bytes[consumed..];
        }
    }

    public void Dispose() => _context.Dispose();
}
