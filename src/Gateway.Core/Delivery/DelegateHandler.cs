namespace Gateway.Core.Delivery;

/// <summary>A delegate as a handler.</summary>
internal sealed class DelegateHandler(DispatchHandler handler) : IDispatchHandler
{
    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken) =>
        handler(dispatch, cancellationToken);
}
