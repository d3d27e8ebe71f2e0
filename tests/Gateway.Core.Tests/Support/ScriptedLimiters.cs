using System.Threading.RateLimiting;
using Gateway.Core.Limits;

namespace Gateway.Core.Tests.Support;

/// <summary>An identify limiter that does what the test says, and writes down what its permits are told.</summary>
internal sealed class ScriptedIdentifyLimiter : IIdentifyRateLimiter
{
    private readonly List<(TaskCompletionSource<IdentifyPermit> Task, CancellationToken Cancellation)> _waiting = [];

    /// <summary>Whether whoever asks has to wait for <see cref="Give"/>.</summary>
    public bool Hold { get; set; }

    /// <summary>Thrown to whoever asks next; once each.</summary>
    public Queue<Exception> Failures { get; } = new();

    public bool IgnoresCancellation { get; set; }

    public int Asked { get; private set; }

    public int Waiting => _waiting.Count(w => !w.Task.Task.IsCompleted);

    public List<string> Notes { get; } = [];

    public List<SessionStartLimit> Updates { get; } = [];

    public ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken)
    {
        Asked++;
        if (Failures.TryDequeue(out var failure))
        {
            throw failure;
        }

        if (!Hold)
        {
            return new ValueTask<IdentifyPermit>(new Permit(this));
        }

        var waiter = new TaskCompletionSource<IdentifyPermit>();
        _waiting.Add((waiter, cancellationToken));
        if (!IgnoresCancellation)
        {
            cancellationToken.UnsafeRegister(
                static (s, t) => ((TaskCompletionSource<IdentifyPermit>)s!).TrySetCanceled(t), waiter);
        }

        return new ValueTask<IdentifyPermit>(waiter.Task);
    }

    public void Give()
    {
        foreach (var (task, _) in _waiting.ToArray())
        {
            task.TrySetResult(new Permit(this));
        }
    }

    public void Update(SessionStartLimit limit) => Updates.Add(limit);

    private sealed class Permit(ScriptedIdentifyLimiter owner) : IdentifyPermit
    {
        public override void Sent() => owner.Notes.Add("sent");

        public override void Settled(IdentifyOutcome outcome) => owner.Notes.Add($"settled {outcome}");

        protected override void Dispose(bool disposing) => owner.Notes.Add("disposed");
    }
}

/// <summary>A command limiter for one thread: <c>permits</c> at a time are out, and more come when the test says so.</summary>
internal sealed class ScriptedCommandLimiter(int permits) : RateLimiter
{
    private readonly Queue<TaskCompletionSource<RateLimitLease>> _waiting = new();
    private int _left = permits;
    private bool _disposed;

    public int Out { get; private set; }

    public int Given { get; private set; }

    public bool RefusesToWait { get; set; }

    public Exception? Fails { get; set; }

    public bool IsDisposed => _disposed;

    public override TimeSpan? IdleDuration => null;

    public void Add(int more)
    {
        _left += more;
        while (_left > 0 && _waiting.TryDequeue(out var waiter))
        {
            if (waiter.Task.IsCompleted)
            {
                continue;
            }

            waiter.SetResult(Take());
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Fails is { } error)
        {
            throw error;
        }

        return _left > 0 ? Take() : new Lease(this, false);
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        if (_left > 0 || RefusesToWait || Fails is not null)
        {
            return new ValueTask<RateLimitLease>(AttemptAcquireCore(permitCount));
        }

        var waiter = new TaskCompletionSource<RateLimitLease>();
        _waiting.Enqueue(waiter);
        cancellationToken.UnsafeRegister(
            static (s, t) => ((TaskCompletionSource<RateLimitLease>)s!).TrySetCanceled(t), waiter);
        return new ValueTask<RateLimitLease>(waiter.Task);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }

    private Lease Take()
    {
        _left--;
        Out++;
        Given++;
        return new Lease(this, true);
    }

    private sealed class Lease(ScriptedCommandLimiter owner, bool acquired) : RateLimitLease
    {
        private bool _over;

        public override bool IsAcquired => acquired;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (!_over && acquired)
            {
                owner.Out--;
            }

            _over = true;
            base.Dispose(disposing);
        }
    }
}
