using Gateway.Core.Diagnostics;
using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// Those who want to hear of transitions, or of Ready.
internal sealed partial class ShardDriver
{
    private const int TransitionsKept = 256;
    private readonly List<BoundedStream<ShardTransition>> _streams = [];
    private readonly List<Completion> _readyWaiters = [];

    /// <summary>Hears of every transition, in place: it must return quickly and not throw. Set before the start.</summary>
    public Action<ShardTransition>? Watcher { get; init; }

    /// <summary>Decides which events are delivered, while it has a filter. Set before the start.</summary>
    public DispatchSieve? Sieve { get; init; }

    public BoundedStream<ShardTransition> Subscribe()
    {
        var stream = new BoundedStream<ShardTransition>(TransitionsKept, Options.Scheduler, OnTransitionDropped);
        lock (_gate)
        {
            if (_end is null)
            {
                _streams.Add(stream);
                return stream;
            }
        }

        stream.Complete();
        return stream;
    }

    public void Unsubscribe(BoundedStream<ShardTransition> stream)
    {
        lock (_gate)
        {
            _streams.Remove(stream);
        }
    }

    /// <summary>Completes at READY or RESUMED; fails when the shard ends.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        Completion waiter;
        lock (_gate)
        {
            if (_machine.State == ShardStateKind.Ready)
            {
                return;
            }

            if (_end is not null)
            {
                throw ToException(_end);
            }

            waiter = new Completion(Options.Scheduler);
            _readyWaiters.Add(waiter);
        }

        using var registration = cancellationToken.UnsafeRegister(
            static (s, token) => ((Completion)s!).TryCancel(token), waiter);
        try
        {
            await waiter.Task.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _readyWaiters.Remove(waiter);
            }
        }
    }

    private void Publish(ShardTransition transition)
    {
        BoundedStream<ShardTransition>[] streams;
        Completion[] waiters = [];
        lock (_gate)
        {
            streams = [.. _streams];
            if (transition.To == ShardStateKind.Ready)
            {
                waiters = [.. _readyWaiters];
                _readyWaiters.Clear();
            }
        }

        foreach (var stream in streams)
        {
            stream.Publish(transition);
        }

        foreach (var waiter in waiters)
        {
            waiter.TryComplete();
        }

        Watcher?.Invoke(transition);
    }

    private void OnTransitionDropped()
    {
        Meter.TransitionsDropped();
        Logger.TransitionsDropped(Options.Shard);
    }
}
