using System.Text.Json.Serialization;
using Gateway.Core;

namespace Gateway.Shard.WebsocketClient;

/// <summary>The body of Get Gateway Bot, as it is on the wire.</summary>
internal sealed record GatewayBotAnswer(
    [property: JsonPropertyName("url")] string? Url,
    [property: JsonPropertyName("shards")] int? Shards,
    [property: JsonPropertyName("session_start_limit")] SessionStartLimitAnswer? SessionStartLimit)
{
    // Far above anything Discord has handed out: what they catch is a broken or foreign answer, which would otherwise
    // become a flood of identifies or an endless wait.
    private const int MaxShards = 1_000_000;
    private const int MaxIdentifies = 100_000_000;
    private const int MaxBuckets = 100_000;
    private static readonly TimeSpan LongestReset = TimeSpan.FromDays(7);

    /// <summary>Answers with the values in the library's own types, or with what is wrong with them.</summary>
    public (GatewayInfo? Info, string? Fault) Check()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss"))
            return (null, "url is not a ws or wss address");
        if (Shards is < 1 or > MaxShards)
            return (null, "shards is out of range");
        if (SessionStartLimit is not { } limit)
            return (new GatewayInfo(url, Shards), null);
        if (limit.Total is < 0 or > MaxIdentifies || limit.Remaining < 0 || limit.Remaining > limit.Total)
            return (null, "session_start_limit.total or remaining is out of range");
        if (limit.ResetAfter < 0 || limit.ResetAfter > LongestReset.TotalMilliseconds)
            return (null, "session_start_limit.reset_after is out of range");
        if (limit.MaxConcurrency is < 1 or > MaxBuckets)
            return (null, "session_start_limit.max_concurrency is out of range");
        var budget = new SessionStartLimit(
            limit.Total, limit.Remaining, TimeSpan.FromMilliseconds(limit.ResetAfter), limit.MaxConcurrency);
        return (new GatewayInfo(url, Shards, budget), null);
    }
}

/// <summary>The identify budget; <c>reset_after</c> is in milliseconds.</summary>
internal sealed record SessionStartLimitAnswer(
    [property: JsonPropertyName("total")] int Total,
    [property: JsonPropertyName("remaining")] int Remaining,
    [property: JsonPropertyName("reset_after")] long ResetAfter,
    [property: JsonPropertyName("max_concurrency")] int MaxConcurrency);

/// <summary>The body of a 429; <c>retry_after</c> is in seconds, with a fraction.</summary>
internal sealed record RateLimitedAnswer([property: JsonPropertyName("retry_after")] double? RetryAfter);

[JsonSerializable(typeof(GatewayBotAnswer))]
[JsonSerializable(typeof(RateLimitedAnswer))]
internal sealed partial class GatewayBotJson : JsonSerializerContext;
