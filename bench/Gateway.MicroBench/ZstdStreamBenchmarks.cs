using System.Buffers;
using BenchmarkDotNet.Attributes;
using Gateway.Bench.Server;
using Gateway.Core;
using Gateway.Interop.Zstd;

namespace Gateway.MicroBench;

/// <summary>A message of zstd-stream. What a connection makes once is spread over its messages.</summary>
[MemoryDiagnoser]
public class ZstdStreamBenchmarks
{
    private const int MaxWindowLog = 27;
    private readonly byte[][] _messages = SampleMessages.Compressed(new ZstdStreamCompressor());
    private readonly byte[] _target = new byte[Decompressing.MaxBytes];
    private readonly ArrayBufferWriter<byte> _output = new(Decompressing.MaxBytes);

    [Benchmark(Baseline = true, OperationsPerInvoke = SampleMessages.Count, Description = "bare libzstd")]
    public long Bare()
    {
        using var context = LibZstd.CreateDecompressor(MaxWindowLog);
        var total = 0L;
        foreach (var message in _messages)
        {
            ReadOnlySpan<byte> bytes = message;
            while (bytes.Length > 0)
            {
                LibZstd.Decompress(context, bytes, _target, out var consumed, out var written);
                bytes = bytes[consumed..];
                total += written;
            }
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "ours")]
    public long Ours() => Decompressing.All(GatewayCompression.ZstdStream, _messages, _output);
}
