using Gateway.Core;

namespace Gateway.Bench.HotPath;

/// <summary>One way of receiving the events.</summary>
internal sealed record Variant(string Name, string Description, Func<ServerProcess, int, int, Task<Sample>> RunAsync);

/// <summary>What is compared.</summary>
internal static class Variants
{
    public const string Naive = "naive";

    public static IReadOnlyList<Variant> All { get; } =
    [
        new("recv", "ClientWebSocket into one buffer, nothing read", (s, w, n) => NaiveClient.RunAsync(s, w, n, parse: false)),
        new(Naive, "the same, and Utf8JsonReader over the envelope", (s, w, n) => NaiveClient.RunAsync(s, w, n, parse: true)),
        new("inline", "ours, the handler on the reader", (s, w, n) => ShardClient.RunAsync(s, w, n, DeliveryMode.Inline, filtered: false)),
        new("queued", "ours, the handler behind the queue", (s, w, n) => ShardClient.RunAsync(s, w, n, DeliveryMode.Queued, filtered: false)),
        new("filtered", "ours, the event was not asked for", (s, w, n) => ShardClient.RunAsync(s, w, n, DeliveryMode.Inline, filtered: true)),
    ];
}
