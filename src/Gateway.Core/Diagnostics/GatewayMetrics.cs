using System.Diagnostics.Metrics;

namespace Gateway.Core.Diagnostics;

/// <summary>
/// The instruments of the meter <c>Gateway.Core</c>. Tags have a bounded set of values: <c>shard</c> (can be switched
/// off), <c>event</c> (the documented names, or <c>other</c>), <c>cause</c>, <c>reason</c>.
/// </summary>
public static class GatewayMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Gateway.Core";

    internal static Meter Meter { get; } = new(MeterName, "0.1.0");

    internal static Counter<long> Dispatches { get; } = Meter.CreateCounter<long>(
        "gateway.dispatches", "{event}", "Events given to the handler or its queue, by event.");

    internal static Counter<long> DispatchesDropped { get; } = Meter.CreateCounter<long>(
        "gateway.dispatches.dropped", "{event}", "Events that did not reach the handler: duplicate, filtered, queue-full, malformed.");

    internal static Counter<long> SequenceGaps { get; } = Meter.CreateCounter<long>(
        "gateway.sequence.gaps", "{gap}", "Events whose sequence was more than one above the one before.");

    internal static Counter<long> BytesReceived { get; } = Meter.CreateCounter<long>(
        "gateway.received", "By", "Payload bytes received, before inflating.");

    internal static Counter<long> Connections { get; } = Meter.CreateCounter<long>(
        "gateway.connections", "{connection}", "Connections opened.");

    internal static Counter<long> Endings { get; } = Meter.CreateCounter<long>(
        "gateway.connections.ended", "{connection}", "Connections and dials that ended, by cause.");

    internal static UpDownCounter<long> Ready { get; } = Meter.CreateUpDownCounter<long>(
        "gateway.shards.ready", "{shard}", "Shards that are Ready now.");

    internal static Counter<long> Identifies { get; } = Meter.CreateCounter<long>(
        "gateway.identifies", "{identify}", "Identifies sent. Discord allows about 1000 a day and token.");

    internal static Counter<long> Resumes { get; } = Meter.CreateCounter<long>(
        "gateway.resumes", "{resume}", "Resumes sent.");

    internal static Histogram<double> HeartbeatLatency { get; } = Meter.CreateHistogram<double>(
        "gateway.heartbeat.latency", "s", "From a heartbeat to its ACK.");

    internal static Histogram<double> HeartbeatLateness { get; } = Meter.CreateHistogram<double>(
        "gateway.heartbeat.lateness", "s", "How late a heartbeat was sent against its schedule.");

    internal static Counter<long> Commands { get; } = Meter.CreateCounter<long>(
        "gateway.commands", "{command}", "Commands written to the socket.");

    internal static Histogram<double> CommandWait { get; } = Meter.CreateHistogram<double>(
        "gateway.commands.wait", "s", "From SendAsync until a command was written.");

    internal static Counter<long> HandlerErrors { get; } = Meter.CreateCounter<long>(
        "gateway.handler.errors", "{error}", "Exceptions of the handler.");

    internal static Counter<long> BadFrames { get; } = Meter.CreateCounter<long>(
        "gateway.frames.bad", "{frame}", "Payloads that could not be decoded or made no sense.");

    internal static Counter<long> StaleInputs { get; } = Meter.CreateCounter<long>(
        "gateway.inputs.stale", "{input}", "Inputs of connections that were no longer current, dropped.");

    internal static Counter<long> TransitionsDropped { get; } = Meter.CreateCounter<long>(
        "gateway.transitions.dropped", "{transition}", "Transitions that nobody read in time.");
}
