namespace Gateway.Shard.WebsocketClient;

/// <summary>Puts the headers of the options on the upgrade request. (On a ClientWebSocket they would need a collection each.)</summary>
internal sealed class HeaderHandler(WebSocketTransportOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        foreach (var (name, value) in options.RequestHeaders)
            request.Headers.TryAddWithoutValidation(name, value);
        return base.SendAsync(request, cancellationToken);
    }
}
