using System.Diagnostics.Metrics;

namespace Gateway.Core.Diagnostics;

/// <summary>The instruments of fleets, of the meter <c>Gateway.Core</c>. Made when the first fleet is.</summary>
internal static class FleetMetrics
{
    public static Counter<long> ChangesDropped { get; } = GatewayMetrics.Meter.CreateCounter<long>(
        "gateway.fleet.changes.dropped", "{change}", "Changes of a fleet that nobody read in time.");

    public static UpDownCounter<long> ConnectsWaiting { get; } = GatewayMetrics.Meter.CreateUpDownCounter<long>(
        "gateway.fleet.connects.waiting", "{shard}", "Shards that wait for their turn to dial.");

    public static Counter<long> Quarantines { get; } = GatewayMetrics.Meter.CreateCounter<long>(
        "gateway.fleet.quarantines", "{quarantine}", "Times at which a shard was quarantined because it kept failing while others were well.");

    public static Counter<long> SessionSaves { get; } = GatewayMetrics.Meter.CreateCounter<long>(
        "gateway.fleet.sessions.saves", "{save}", "Times at which the sessions were saved, by outcome: saved, failed.");

    public static Gauge<long> IdentifiesLeft { get; } = GatewayMetrics.Meter.CreateGauge<long>(
        "gateway.fleet.identifies.left", "{identify}", "Identifies left in the window of 24 hours, by the lower of our count and Discord's.");

    public static UpDownCounter<long> IdentifiesHeld { get; } = GatewayMetrics.Meter.CreateUpDownCounter<long>(
        "gateway.fleet.identifies.held", "{shard}", "Shards that wait with their Identify, by reason: Budget, Restart, CrashLoop, Shard.");
}
