using Gateway.Bench.HotPath;
using Gateway.Core;

namespace Gateway.Bench.Memory;

/// <summary>A kind of connection whose memory is measured.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is.</param>
/// <param name="Events">How many events of 1.7 KB each connection gets before it idles.</param>
/// <param name="OpenAsync">Opens one; it completes when all its events have come.</param>
internal sealed record IdleKind(string Name, string Description, int Events, Func<Uri, int, Task<IAsyncDisposable>> OpenAsync);

/// <summary>What is compared.</summary>
internal static class IdleKinds
{
    private const int AMegabyte = 620; // Events of 1.7 KB.

    public static IReadOnlyList<IdleKind> All { get; } =
    [
        new("bare", "ClientWebSocket, waiting in a receive of no bytes", 0, (url, _) => IdleWebSocket.OpenAsync(url, inflater: false)),
        new("bare-zlib", "the same, with a fresh ZLibStream", 0, (url, _) => IdleWebSocket.OpenAsync(url, inflater: true)),
        new("transport", "our transport without a shard", 0, (url, _) => IdleTransport.OpenAsync(url)),
        Shard("inline", "a shard with its session, events inline", 0, new ClientPlan()),
        Shard("plain", "a shard with its session, events queued", 0, Queued),
        new("fleet", "a shard of many under a ShardManager, events queued", 0, (url, _) => IdleFleetShard.OpenAsync(url)),
        Shard("plain-1MB", "a shard after 1 MB of events", AMegabyte, Queued),
        Shard("zlib", "zlib-stream, nothing inflated but READY", 0, Queued with { Compression = GatewayCompression.ZlibStream }),
        Shard("zlib-1MB", "the same after 1 MB of events", AMegabyte, Queued with { Compression = GatewayCompression.ZlibStream }),
        .. Zstd(),
    ];

    private static ClientPlan Queued => new() { Mode = DeliveryMode.Queued };

    private static IEnumerable<IdleKind> Zstd() => GatewayCompression.ZstdStream.FindObstacle() is null
        ? [Shard("zstd-1MB", "zstd-stream with a window of 256 KiB, after 1 MB of events", AMegabyte, Queued with { Compression = GatewayCompression.ZstdStream })]
        : [];

    private static IdleKind Shard(string name, string description, int events, ClientPlan plan) =>
        new(name, description, events, (url, n) => IdleShard.OpenAsync(url, n, plan));
}
