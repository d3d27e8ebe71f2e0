using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.MicroBench;

/// <summary>From the bytes of a payload to op, s, t and where d is.</summary>
[MemoryDiagnoser]
public class EnvelopeBenchmarks
{
    private readonly byte[][] _json = SampleMessages.Json();
    private readonly byte[][] _etf = SampleMessages.Etf();

    [Benchmark(Baseline = true, OperationsPerInvoke = SampleMessages.Count, Description = "JSON, JsonDocument")]
    public long Document()
    {
        var sum = 0L;
        foreach (var payload in _json)
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            sum += root.GetProperty("op").GetInt32() + root.GetProperty("s").GetInt64() + root.GetProperty("t").GetString()!.Length;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "JSON, read to its end")]
    public long JsonToTheEnd()
    {
        var sum = 0L;
        foreach (var payload in _json)
        {
            EnvelopeReader.TryRead(payload, out var envelope);
            sum += envelope.Sequence!.Value;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "JSON, body unread")]
    public long JsonTrusting()
    {
        var sum = 0L;
        foreach (var payload in _json)
        {
            EnvelopeReader.TryReadTrustingBody(payload, out var envelope, out _);
            sum += envelope.Sequence!.Value;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "ETF, stepped through")]
    public long EtfToTheEnd()
    {
        var sum = 0L;
        foreach (var payload in _etf)
        {
            EtfEnvelopeReader.TryRead(payload, out var envelope);
            sum += envelope.Sequence!.Value;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = SampleMessages.Count, Description = "ETF, body unread")]
    public long EtfTrusting()
    {
        var sum = 0L;
        foreach (var payload in _etf)
        {
            EtfEnvelopeReader.TryReadTrustingBody(payload, out var envelope, out _);
            sum += envelope.Sequence!.Value;
        }

        return sum;
    }
}
