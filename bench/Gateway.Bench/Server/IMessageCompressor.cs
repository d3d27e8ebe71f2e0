using System.IO.Compression;
using Gateway.Interop.Zstd;

namespace Gateway.Bench.Server;

/// <summary>Compresses the messages of one connection, one after the other.</summary>
internal interface IMessageCompressor : IDisposable
{
    /// <summary>The result is valid until the next call.</summary>
    ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> message);
}

/// <summary>One zlib context, a sync flush after each message.</summary>
internal sealed class ZlibStreamCompressor : IMessageCompressor
{
    private readonly MemoryStream _sink = new();
    private readonly ZLibStream _zlib;

    public ZlibStreamCompressor() => _zlib = new ZLibStream(_sink, CompressionLevel.Optimal);

    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> message)
    {
        _sink.SetLength(0);
        _zlib.Write(message);
        _zlib.Flush();
        return _sink.GetBuffer().AsSpan(0, (int)_sink.Length);
    }

    public void Dispose() => _zlib.Dispose();
}

/// <summary>Each message a zlib stream of its own.</summary>
internal sealed class PayloadCompressor : IMessageCompressor
{
    private readonly MemoryStream _sink = new();

    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> message)
    {
        _sink.SetLength(0);
        using (var zlib = new ZLibStream(_sink, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(message);
        }

        return _sink.GetBuffer().AsSpan(0, (int)_sink.Length);
    }

    public void Dispose() => _sink.Dispose();
}

/// <summary>One endless zstd frame, a flush after each message; level and window as Discord's were captured.</summary>
internal sealed class ZstdStreamCompressor : IMessageCompressor
{
    /// <summary>256 KiB.</summary>
    public const int WindowLog = 18;

    private const int Level = 3;
    private const int MostBytes = 128 * 1024;
    private readonly ZstdCompressor _context = LibZstd.CreateCompressor(Level, WindowLog);
    private readonly byte[] _target = new byte[MostBytes];

    public ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> message)
    {
        var left = LibZstd.Compress(_context, message, _target, ZstdDirective.Flush, out _, out var written);
        return left == 0 ? _target.AsSpan(0, written) : throw new InvalidOperationException("The message is too long.");
    }

    public void Dispose() => _context.Dispose();
}
