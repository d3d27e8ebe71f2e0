using System.Buffers;
using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using Gateway.Bench.Server;
using Gateway.Core;

namespace Gateway.MicroBench;

/// <summary>A message of zlib-stream. What a connection makes once is spread over its messages.</summary>
[MemoryDiagnoser]
public class ZlibStreamBenchmarks
{
    private readonly byte[][] _messages = SampleMessages.Compressed(new ZlibStreamCompressor());
    private readonly byte[] _stream;
    private readonly byte[] _target = new byte[Decompressing.MaxBytes];
    private readonly ArrayBufferWriter<byte> _output = new(Decompressing.MaxBytes);

    public ZlibStreamBenchmarks() => _stream = [.. _messages.SelectMany(m => m)];

    [Benchmark(Baseline = true, OperationsPerInvoke = SampleMessages.Count, Description = "all at once by a bare ZLibStream")]
    public long Bare()
    {
        using var source = new MemoryStream(_stream);
        using var zlib = new ZLibStream(source, CompressionMode.Decompress);
        var total = 0L;
        for (int read; (read = zlib.Read(_target)) > 0;)
        {
            total += read;
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "message by message by ours")]
    public long Ours() => Decompressing.All(GatewayCompression.ZlibStream, _messages, _output);
}
