using System.Buffers;
using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using Gateway.Bench.Server;
using Gateway.Core;
using Gateway.Core.Compression;

namespace Gateway.MicroBench;

/// <summary>A payload that is a zlib stream of its own.</summary>
[MemoryDiagnoser]
public class PayloadBenchmarks
{
    private readonly byte[][] _messages = SampleMessages.Compressed(new PayloadCompressor());
    private readonly byte[] _target = new byte[Decompressing.MaxBytes];
    private readonly ArrayBufferWriter<byte> _output = new(Decompressing.MaxBytes);
    private readonly PayloadDecompressor _decompressor = GatewayCompression.Payload.CreateDecompressor();

    [GlobalCleanup]
    public void Clean() => _decompressor.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = SampleMessages.Count, Description = "a new ZLibStream for each")]
    public long Bare()
    {
        var total = 0L;
        foreach (var message in _messages)
        {
            using var source = new MemoryStream(message);
            using var zlib = new ZLibStream(source, CompressionMode.Decompress);
            for (int read; (read = zlib.Read(_target)) > 0;)
            {
                total += read;
            }
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "one inflater for all, ours")]
    public long Ours() => Decompressing.All(_decompressor, _messages, _output);
}
