using Gateway.Core;
using Gateway.Core.Protocol;

namespace Gateway.Bench.HotPath;

/// <summary>One way of receiving the events.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Description">What it does.</param>
/// <param name="Naive">The naive loop that it is compared with; null for none.</param>
/// <param name="Limit">The limit that it is compared with; null for none.</param>
/// <param name="RunAsync">Receives warm-up and events from the server, and says what an event cost.</param>
internal sealed record Variant(
    string Name, string Description, string? Naive, string? Limit, Func<ServerProcess, int, int, Task<Sample>> RunAsync);

/// <summary>What is compared.</summary>
internal static class Variants
{
    private const string Bare = "bare";
    private const string BareZlib = "bare-zlib";
    private const string BareZstd = "bare-zstd";
    private const string Naive = "naive";
    private const string NaiveZlib = "naive-zlib";

    public static IReadOnlyList<Variant> All { get; } =
    [
        Limit(Bare, "recv into 64 KiB, nothing else", "", BareUse.Nothing),
        new("recv", "ClientWebSocket into one buffer, nothing read", Naive, Bare, (s, w, n) => NaiveClient.RunAsync(s, w, n, NaiveUse.Receive)),
        new(Naive, "the same, and Utf8JsonReader over the envelope", Naive, Bare, (s, w, n) => NaiveClient.RunAsync(s, w, n, NaiveUse.Read)),
        .. Modes("", Naive, Bare, new ClientPlan()),
        Limit(BareZlib, "recv into 64 KiB and ZLibStream", "?compress=zlib-stream", BareUse.InflateZlib),
        new(NaiveZlib, "the naive loop with a ZLibStream", NaiveZlib, BareZlib, (s, w, n) => NaiveClient.RunAsync(s, w, n, NaiveUse.InflateAndRead)),
        .. Modes("zlib-", NaiveZlib, BareZlib, new ClientPlan { Compression = GatewayCompression.ZlibStream }),
        .. Zstd(),
        .. Modes("payload-", NaiveZlib, BareZlib, new ClientPlan { Compression = GatewayCompression.Payload }),
        .. Etf("etf-", Bare, new ClientPlan { Encoding = GatewayEncoding.Etf }),
    ];

    // What needs a library that may not be there.
    private static IEnumerable<Variant> Zstd()
    {
        if (GatewayCompression.ZstdStream.FindObstacle() is { } obstacle)
        {
            Console.WriteLine($"Without zstd: {obstacle}");
            return [];
        }

        return
        [
            Limit(BareZstd, "recv into 64 KiB and libzstd", "?compress=zstd-stream", BareUse.InflateZstd),
            .. Modes("zstd-", NaiveZlib, BareZstd, new ClientPlan { Compression = GatewayCompression.ZstdStream }),
            .. Etf("etf-zstd-", BareZstd, new ClientPlan { Encoding = GatewayEncoding.Etf, Compression = GatewayCompression.ZstdStream }),
        ];
    }

    private static IEnumerable<Variant> Modes(string format, string naive, string limit, ClientPlan plan) =>
    [
        Ours(format + "inline", "ours, the handler on the reader", naive, limit, plan),
        Ours(format + "queued", "ours, the handler behind the queue", naive, limit, plan with { Mode = DeliveryMode.Queued }),
        Ours(format + "filtered", "ours, the event was not asked for", naive, limit, plan with { IsFiltered = true }),
        Ours(format + "typed", "ours, inline, d decoded to a record", naive, limit, plan with { Use = HandlerUse.Decode }),
    ];

    // There is no naive loop for terms: the ratio is to the one for JSON.
    private static IEnumerable<Variant> Etf(string format, string limit, ClientPlan plan) =>
    [
        .. Modes(format, Naive, limit, plan with { Use = HandlerUse.Count }),
        Ours(format + "json", "ours, inline, d read as JSON", Naive, limit, plan with { Use = HandlerUse.Read }),
    ];

    private static Variant Ours(string name, string description, string naive, string limit, ClientPlan plan) =>
        new(name, description, naive, limit, (s, w, n) => ShardClient.RunAsync(s, w, n, plan));

    private static Variant Limit(string name, string description, string query, BareUse use) =>
        new(name, description, null, name, (s, w, n) => Task.Run(() => BareClient.Run(s, w, n, query, use)));
}
