using System.Text.Json;
using Gateway.Core;

namespace Gateway.Fleet.Tests.Support;

/// <summary>The sequence that the last heartbeat carried.</summary>
internal sealed class BeatRecorder : IFrameObserver
{
    public long? Last { get; private set; }

    public void OnReceived(ShardId shard, ReadOnlySpan<byte> payload)
    {
    }

    public void OnSending(ShardId shard, ReadOnlySpan<byte> payload)
    {
        using var document = JsonDocument.Parse(payload.ToArray());
        if (document.RootElement.GetProperty("op").GetInt32() == 1)
        {
            var d = document.RootElement.GetProperty("d");
            Last = d.ValueKind == JsonValueKind.Number ? d.GetInt64() : null;
        }
    }
}
