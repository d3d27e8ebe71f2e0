namespace Gateway.Core.Driver;

/// <summary>A task that is completed through the scheduler, so that whoever awaits it never runs on our threads of control.</summary>
internal sealed class Completion(GatewayScheduler scheduler) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _source = new();
    private Exception? _error;
    private CancellationToken _canceled;
    private int _done;

    public Task Task => _source.Task;

    public bool IsDone => Volatile.Read(ref _done) != 0;

    public bool TryComplete() => TryFinish(null, default);

    public bool TryFail(Exception error) => TryFinish(error, default);

    public bool TryCancel(CancellationToken cancellationToken) => TryFinish(null, cancellationToken);

    void IThreadPoolWorkItem.Execute()
    {
        if (_error is not null)
        {
            _source.TrySetException(_error);
        }
        else if (_canceled.IsCancellationRequested)
        {
            _source.TrySetCanceled(_canceled);
        }
        else
        {
            _source.TrySetResult();
        }
    }

    private bool TryFinish(Exception? error, CancellationToken canceled)
    {
        if (Interlocked.Exchange(ref _done, 1) != 0)
        {
            return false;
        }

        _error = error;
        _canceled = canceled;
        scheduler.Post(this);
        return true;
    }
}
