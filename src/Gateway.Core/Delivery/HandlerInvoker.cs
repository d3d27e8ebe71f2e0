namespace Gateway.Core.Delivery;

/// <summary>
/// Calls the user's handler, one event at a time. An exception of a handler is the handler's business: it is reported
/// and costs no session.
/// </summary>
internal sealed class HandlerInvoker(
    IDispatchHandler handler, Action<Exception, Dispatch> onError, CancellationToken cancellationToken)
{
    /// <summary>Completes when the handler has. Never throws.</summary>
    /// <returns>Whether the handler has finished with the event; false when it broke off because its token fired.</returns>
    public ValueTask<bool> InvokeAsync(in Dispatch dispatch)
    {
        ValueTask task;
        try
        {
            task = handler.HandleAsync(dispatch, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever a handler throws must not end the session.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new ValueTask<bool>(Report(e, dispatch));
        }

        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
            return new ValueTask<bool>(true);
        }

        return AwaitAsync(task, dispatch);
    }

    private async ValueTask<bool> AwaitAsync(ValueTask task, Dispatch dispatch)
    {
        try
        {
            await task.ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Report(e, dispatch);
        }
    }

    private bool Report(Exception error, in Dispatch dispatch)
    {
        if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            return false; // That is what the token is for.
        }

        onError(error, dispatch);
        return true;
    }
}
