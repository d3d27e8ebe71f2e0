using System.Diagnostics.Metrics;

namespace Gateway.Core.Diagnostics;

/// <summary>The instruments of fleets, of the meter <c>Gateway.Core</c>. Made when the first fleet is.</summary>
internal static class FleetMetrics
{
    public static Counter<long> ChangesDropped { get; } = GatewayMetrics.Meter.CreateCounter<long>(
        "gateway.fleet.changes.dropped", "{change}", "Changes of a fleet that nobody read in time.");
}
