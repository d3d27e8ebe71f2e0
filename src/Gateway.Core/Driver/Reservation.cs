namespace Gateway.Core.Driver;

/// <summary>One request to a limiter or a gate, and what it has granted once it is had.</summary>
internal sealed class Reservation<T>(TimeSpan askedAt) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private bool _ended;

    public TimeSpan AskedAt { get; } = askedAt;

    /// <summary>What was granted; null before. It stays after the end: its own methods bear that.</summary>
    public T? Held { get; private set; }

    /// <summary>Whether there is no answer yet.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return !_ended && Held is null;
            }
        }
    }

    /// <summary>Waits for the grant. False: it was cancelled meanwhile, and nothing is held.</summary>
    public async ValueTask<bool> AcquireAsync(Func<CancellationToken, ValueTask<T>> acquire)
    {
        T granted;
        try
        {
            granted = await acquire(_cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_ended)
            {
                Held = granted;
                return true;
            }
        }

        granted.Dispose(); // Unused: at no cost.
        return false;
    }

    /// <summary>Gives up waiting, or gives back what was granted.</summary>
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
        Held?.Dispose();
    }
}
