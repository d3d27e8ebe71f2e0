using System.Text;
using System.Text.Json;
using Gateway.Core;

namespace Gateway.Fleet.Tests.Support;

/// <summary>Keeps what each shard sends, but for heartbeats.</summary>
internal sealed class SentRecorder : IFrameObserver
{
    public List<(int Shard, int Op, string Text)> Sent { get; } = [];

    public IEnumerable<string> Of(int shard, int op) => Sent.Where(s => s.Shard == shard && s.Op == op).Select(s => s.Text);

    public void OnReceived(ShardId shard, ReadOnlySpan<byte> payload)
    {
    }

    public void OnSending(ShardId shard, ReadOnlySpan<byte> payload)
    {
        using var document = JsonDocument.Parse(payload.ToArray());
        var op = document.RootElement.GetProperty("op").GetInt32();
        if (op != 1)
        {
            Sent.Add((shard.Index, op, Encoding.UTF8.GetString(payload)));
        }
    }
}
