using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Gateway.Bench.HotPath;
using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.MicroBench;

/// <summary>
/// What it costs that a handler gets JSON whatever came. A reader that decodes terms to objects itself would save the JSON
/// between, and has to step through the term at the least.
/// </summary>
[MemoryDiagnoser]
public class EtfBodyBenchmarks
{
    private readonly byte[][] _payloads = SampleMessages.Etf();
    private readonly byte[][] _terms;
    private readonly byte[][] _json;
    private readonly ArrayBufferWriter<byte> _output = new(Decompressing.MaxBytes);

    public EtfBodyBenchmarks()
    {
        _terms = [.. _payloads.Select(BodyOf)];
        _json = [.. _terms.Select(term =>
        {
            var json = new ArrayBufferWriter<byte>();
            return EtfJson.TryWrite(term, json) ? json.WrittenSpan.ToArray() : throw new InvalidOperationException("A body has no form in JSON.");
        })];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = SampleMessages.Count, Description = "JSON to a record")]
    public long Json()
    {
        var sum = 0L;
        foreach (var json in _json)
        {
            sum += Decode(json);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "ETF stepped through")]
    public long Step()
    {
        var sum = 0L;
        foreach (var payload in _payloads)
        {
            EtfEnvelopeReader.TryRead(payload, out var envelope);
            sum += envelope.DataLength;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "ETF to JSON")]
    public long ToJson()
    {
        var sum = 0L;
        foreach (var term in _terms)
        {
            sum += Write(term).Length;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "ETF to JSON to a record")]
    public long ToRecord()
    {
        var sum = 0L;
        foreach (var term in _terms)
        {
            sum += Decode(Write(term));
        }

        return sum;
    }

    private static byte[] BodyOf(byte[] payload)
    {
        EtfEnvelopeReader.TryRead(payload, out var envelope);
        return envelope.DataOf(payload).ToArray();
    }

    private static int Decode(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, BenchJson.Default.DecodedMessage)!.Content.Length;

    private ReadOnlySpan<byte> Write(ReadOnlySpan<byte> term)
    {
        _output.ResetWrittenCount();
        EtfJson.TryWrite(term, _output);
        return _output.WrittenSpan;
    }
}
