using System.Diagnostics.Metrics;
using Gateway.Core.Diagnostics;

namespace Gateway.Core.Tests.Support;

/// <summary>
/// Reads every instrument of the library. The instruments are the process's: fixtures that run at the same time are
/// told apart by thread, as each world has one of its own.
/// </summary>
internal sealed class MeterRecorder : IDisposable
{
    private const string FleetPrefix = "gateway.fleet.";
    private readonly MeterListener _listener = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Listens from now on, to the instruments of shards or to those of fleets.</summary>
    public MeterRecorder(bool ofFleets = false)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Name.StartsWith(FleetPrefix, StringComparison.Ordinal) == ofFleets)
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    public List<(string Name, double Value, KeyValuePair<string, object?>[] Tags)> Measurements { get; } = [];

    public IEnumerable<double> Of(string name, ShardId shard) => Measurements
        .Where(m => m.Name == name && m.Tags.Any(t => t.Key == "shard" && Equals(t.Value, shard.Index)))
        .Select(m => m.Value);

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            Measurements.Add((instrument.Name, value, tags.ToArray()));
        }
    }
}
