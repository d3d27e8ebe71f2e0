using System.Text;
using System.Text.Json;

namespace Gateway.Core.Tests.Support;

/// <summary>Keeps every payload, both ways, as an observer sees it.</summary>
internal sealed class FrameRecorder : IFrameObserver
{
    public List<string> Received { get; } = [];

    public List<string> Sent { get; } = [];

    /// <summary>The bodies of what was sent under an opcode.</summary>
    public IEnumerable<JsonElement> SentBodies(int op) => Sent
        .Select(text => JsonDocument.Parse(text).RootElement)
        .Where(root => root.GetProperty("op").GetInt32() == op)
        .Select(root => root.GetProperty("d"));

    public void OnReceived(ShardId shard, ReadOnlySpan<byte> payload) => Received.Add(Encoding.UTF8.GetString(payload));

    public void OnSending(ShardId shard, ReadOnlySpan<byte> payload) => Sent.Add(Encoding.UTF8.GetString(payload));
}
