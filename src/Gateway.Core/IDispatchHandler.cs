namespace Gateway.Core;

/// <summary>Gets the events of a shard, one at a time, in wire order over all connections.</summary>
public interface IDispatchHandler
{
    /// <summary>Handles one event.</summary>
    /// <param name="dispatch">The event; valid until the returned task completes.</param>
    /// <param name="cancellationToken">
    /// Fires when the run is cancelled, or when a stop has waited long enough for the events that were received.
    /// </param>
    /// <returns>Completes when the next event may come. It may call every member of the shard.</returns>
    ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken);
}

/// <summary>As <see cref="IDispatchHandler.HandleAsync"/>.</summary>
public delegate ValueTask DispatchHandler(Dispatch dispatch, CancellationToken cancellationToken);

/// <summary>What follows when a handler has thrown.</summary>
public enum HandlerErrorAction
{
    /// <summary>The next event is delivered. The error has been logged and counted.</summary>
    Continue,

    /// <summary>The shard stops, its session is kept, and <c>RunAsync</c> throws the handler's exception.</summary>
    Stop,
}
