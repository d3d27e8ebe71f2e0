using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Core.Diagnostics;

namespace StressBot.Reporting;

/// <summary>Listens to the library's meter, as an operator would.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(int Shard, string Cause), long> _endings = new();

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName
                && instrument.Name is "gateway.heartbeat.latency" or "gateway.heartbeat.lateness" or "gateway.connections.ended")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
            (instrument.Name == "gateway.heartbeat.latency" ? Latency : Lateness).Add(value));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var shard = -1;
            var cause = "?";
            foreach (var (name, tag) in tags)
            {
                shard = name == "shard" && tag is int index ? index : shard;
                cause = name == "cause" && tag is string text ? text : cause;
            }

            _endings.AddOrUpdate((shard, cause), value, (_, n) => n + value);
        });
        _listener.Start();
    }

    /// <summary>From a heartbeat to its ACK.</summary>
    public LogHistogram Latency { get; } = new();

    /// <summary>How late heartbeats were sent against their schedule.</summary>
    public LogHistogram Lateness { get; } = new();

    public long EndingsTotal => _endings.Values.Sum();

    public IReadOnlyDictionary<string, long> EndingsByCause() => new SortedDictionary<string, long>(
        _endings.GroupBy(e => e.Key.Cause).ToDictionary(g => g.Key, g => g.Sum(e => e.Value)), StringComparer.Ordinal);

    public long EndingsOf(int shard) => _endings.Where(e => e.Key.Shard == shard).Sum(e => e.Value);

    public void Dispose() => _listener.Dispose();
}
