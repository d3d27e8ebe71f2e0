using Gateway.Core.Driver;
using Gateway.Core.Limits;

namespace Gateway.Core.Fleet;

/// <summary>Somebody who waits for a grant. Goes on through the scheduler.</summary>
internal sealed class ConnectWaiter : TaskCompletionSource<ConnectGrant>, IThreadPoolWorkItem
{
    private Exception? _error;

    public ConnectWaiter(ConnectRequest request)
    {
        Request = request;
        Node = new LinkedListNode<ConnectWaiter>(this);
    }

    public ConnectRequest Request { get; }

    /// <summary>The place in a queue; in no list while it sleeps, or has been taken.</summary>
    public LinkedListNode<ConnectWaiter> Node { get; }

    /// <summary>Whether it sleeps until its quarantine is over.</summary>
    public bool Sleeps { get; set; }

    /// <summary>Set by the gate under its lock.</summary>
    public ConnectGrant? Grant { get; set; }

    public void Complete(Exception? error, GatewayScheduler scheduler)
    {
        _error = error;
        scheduler.Post(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_error is { } error)
        {
            TrySetException(error);
        }
        else
        {
            TrySetResult(Grant!);
        }
    }
}
