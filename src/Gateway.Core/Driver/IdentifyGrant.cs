using Gateway.Core.Limits;

namespace Gateway.Core.Driver;

/// <summary>One attempt to get a permit from the identify limiter, and the permit once it is had.</summary>
internal sealed class IdentifyGrant(TimeSpan askedAt) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private IdentifyPermit? _permit;
    private bool _ended;

    public TimeSpan AskedAt { get; } = askedAt;

    /// <summary>Whether the limiter has not answered yet.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (_gate)
            {
                return !_ended && _permit is null;
            }
        }
    }

    /// <summary>Waits for the permit. False: it was cancelled meanwhile, and nothing is held.</summary>
    public async ValueTask<bool> AcquireAsync(IIdentifyRateLimiter limiter, ShardId shard)
    {
        IdentifyPermit permit;
        try
        {
            permit = await limiter.AcquireAsync(shard, _cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            return false;
        }

        lock (_gate)
        {
            if (!_ended)
            {
                _permit = permit;
                return true;
            }
        }

        permit.Dispose(); // Unsent: at no cost.
        return false;
    }

    public void Sent() => _permit?.Sent();

    public void Settle(IdentifyOutcome outcome)
    {
        _permit?.Settled(outcome);
        Dispose();
    }

    /// <summary>Gives up waiting, or gives the permit back.</summary>
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
        _permit?.Dispose();
    }
}
