namespace Gateway.Core;

/// <summary>Where a shard learns the gateway's address. Safe for concurrent use.</summary>
public interface IGatewayInfoSource
{
    /// <summary>Answers with the gateway's address and limits.</summary>
    /// <param name="refresh">
    /// False: a cached answer will do. True: the cached address could not be reached, so ask again.
    /// </param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="Transport.TransportConnectException">
    /// No answer could be had. <see cref="Transport.TransportConnectException.HttpStatus"/> 401 means that the token is
    /// wrong and ends the shard; everything else is tried again later.
    /// </exception>
    ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken);
}

/// <summary>What Get Gateway Bot answers.</summary>
/// <param name="Url">The base URL of the gateway, <c>ws</c> or <c>wss</c>; a query is ignored.</param>
/// <param name="RecommendedShards">How many shards Discord recommends; null when the source does not know.</param>
/// <param name="SessionStartLimit">The identify budget; null when the source does not know.</param>
public sealed record GatewayInfo(Uri Url, int? RecommendedShards = null, SessionStartLimit? SessionStartLimit = null);

/// <summary>The identify budget of a bot, as Get Gateway Bot reports it.</summary>
/// <param name="Total">Identifies allowed per 24 hours.</param>
/// <param name="Remaining">Identifies left in this window.</param>
/// <param name="ResetAfter">Time until the window resets.</param>
/// <param name="MaxConcurrency">Number of identify buckets; each allows one identify per 5 s. At least 1.</param>
public sealed record SessionStartLimit(int Total, int Remaining, TimeSpan ResetAfter, int MaxConcurrency);

/// <summary>A fixed address: no request is made.</summary>
public sealed class FixedGatewayInfoSource : IGatewayInfoSource
{
    private readonly GatewayInfo _info;

    /// <summary>Makes a source that always answers <paramref name="url"/>.</summary>
    public FixedGatewayInfoSource(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        _info = new GatewayInfo(url);
    }

    /// <inheritdoc/>
    public ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken) => new(_info);
}
