using Gateway.Core.Limits;

namespace Gateway.Core.Driver;

/// <summary>One request to the connect gate, and the grant once it is had.</summary>
internal sealed class ConnectSlot(TimeSpan askedAt) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private ConnectGrant? _grant;
    private bool _ended;

    public TimeSpan AskedAt { get; } = askedAt;

    /// <summary>Whether the gate has not answered yet.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return !_ended && _grant is null;
            }
        }
    }

    /// <summary>Waits for the grant. False: it was cancelled meanwhile, and nothing is held.</summary>
    public async ValueTask<bool> AcquireAsync(IConnectGate connectGate, ConnectRequest request)
    {
        ConnectGrant grant;
        try
        {
            grant = await connectGate.AcquireAsync(request, _cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_ended)
            {
                _grant = grant;
                return true;
            }
        }

        grant.Dispose();
        return false;
    }

    public void Greeted() => _grant?.Greeted();

    public void Settle(bool ready)
    {
        _grant?.Settled(ready);
        Dispose();
    }

    /// <summary>Gives up waiting, or gives the grant back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        _cancellation.Cancel();
        _cancellation.Dispose();
        _grant?.Dispose();
    }
}
