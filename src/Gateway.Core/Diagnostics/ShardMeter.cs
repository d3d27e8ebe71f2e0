using System.Diagnostics.Metrics;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Diagnostics;

/// <summary>The instruments as one shard uses them: its tags are made once, so that measuring does not allocate.</summary>
internal sealed class ShardMeter(ShardId shard, bool tagShard)
{
    private const string OtherEvent = "other";
    private readonly KeyValuePair<string, object?>[] _shard = tagShard ? [new("shard", shard.Index)] : [];

    public void Dispatched(DispatchEventInfo? knownEvent)
    {
        if (GatewayMetrics.Dispatches.Enabled)
        {
            Add(GatewayMetrics.Dispatches, new("event", knownEvent?.Name ?? OtherEvent));
        }
    }

    public void Dropped(string reason)
    {
        if (GatewayMetrics.DispatchesDropped.Enabled)
        {
            Add(GatewayMetrics.DispatchesDropped, new("reason", reason));
        }
    }

    public void Gap() => GatewayMetrics.SequenceGaps.Add(1, _shard);

    public void Received(int bytes)
    {
        if (GatewayMetrics.BytesReceived.Enabled)
        {
            GatewayMetrics.BytesReceived.Add(bytes, _shard);
        }
    }

    public void Opened() => GatewayMetrics.Connections.Add(1, _shard);

    public void Ended(TransitionCause cause) =>
        Add(GatewayMetrics.Endings, new("cause", cause.ToString()));

    public void ReadyChanged(int delta) => GatewayMetrics.Ready.Add(delta, _shard);

    public void Identified() => GatewayMetrics.Identifies.Add(1, _shard);

    public void Resumed() => GatewayMetrics.Resumes.Add(1, _shard);

    public void Latency(TimeSpan latency) => GatewayMetrics.HeartbeatLatency.Record(latency.TotalSeconds, _shard);

    public void Lateness(TimeSpan lateness) => GatewayMetrics.HeartbeatLateness.Record(lateness.TotalSeconds, _shard);

    public void CommandSent(TimeSpan waited)
    {
        GatewayMetrics.Commands.Add(1, _shard);
        GatewayMetrics.CommandWait.Record(waited.TotalSeconds, _shard);
    }

    public void HandlerFailed() => GatewayMetrics.HandlerErrors.Add(1, _shard);

    public void BadFrame(FrameNote note) => Add(GatewayMetrics.BadFrames, new("reason", note.ToString()));

    public void Stale() => GatewayMetrics.StaleInputs.Add(1, _shard);

    public void TransitionsDropped() => GatewayMetrics.TransitionsDropped.Add(1, _shard);

    private void Add(Counter<long> counter, KeyValuePair<string, object?> tag)
    {
        if (_shard.Length > 0)
        {
            counter.Add(1, _shard[0], tag);
        }
        else
        {
            counter.Add(1, tag);
        }
    }
}
