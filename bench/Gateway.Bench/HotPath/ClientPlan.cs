using Gateway.Core;
using Gateway.Core.Protocol;

namespace Gateway.Bench.HotPath;

/// <summary>What the handler does with an event.</summary>
internal enum HandlerUse
{
    /// <summary>Counts it.</summary>
    Count,

    /// <summary>Looks at the body as JSON.</summary>
    Read,

    /// <summary>Decodes the body to a record.</summary>
    Decode,
}

/// <summary>How a shard of ours is set up for a measurement.</summary>
internal sealed record ClientPlan
{
    public DeliveryMode Mode { get; init; } = DeliveryMode.Inline;

    public HandlerUse Use { get; init; } = HandlerUse.Read;

    public GatewayCompression Compression { get; init; } = GatewayCompression.None;

    public GatewayEncoding Encoding { get; init; } = GatewayEncoding.Json;

    /// <summary>The measured event is not asked for.</summary>
    public bool IsFiltered { get; init; }
}
