using Gateway.Core.Delivery;
using Gateway.Core.Diagnostics;
using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// From the start to the end of a run, and what is said of it.
internal sealed partial class ShardDriver
{
    private readonly Latch _stopped;
    private readonly CancellationTokenSource _handler = new();
    private ShardEnd? _end;
    private TimeSpan _endedAt;
    private Exception? _crash;
    private Exception? _handlerError;

    public ShardTransition? LastTransition { get; private set; }

    public int PendingCommands => _commands.Count;

    /// <summary>Completes when the shard has ended and holds no connection.</summary>
    public Task StoppedAsync() => _stopped.WaitAsync();

    public CancellationToken HandlerToken => _handler.Token;

    public void Start()
    {
        if (Selection is { UngovernedEvents.Count: > 0 } selection)
        {
            Logger.UngovernedEvents(Options.Shard, string.Join(", ", selection.UngovernedEvents.Select(e => e.Name)));
        }

        if ((Intents & GatewayIntents.Privileged) is var privileged and not GatewayIntents.None)
        {
            Logger.PrivilegedIntents(Options.Shard, privileged);
        }

        // Stopped before it was started, by a caller or a token that had fired: the run ends at once.
        Input(0, static (m, _, now) =>
        {
            if (m.State != ShardStateKind.Closed)
            {
                m.Start(now);
            }
        });
    }

    public void Stop(bool keepSession) => Input(keepSession, static (m, keep, now) => m.OnStop(keep, now));

    public void CancelHandler() => _handler.Cancel();

    /// <summary>The handler's error says: stop. The run ends with it.</summary>
    public void OnHandlerError(Exception error, Dispatch dispatch)
    {
        Meter.HandlerFailed();
        Logger.HandlerFailed(Options.Shard, dispatch.Name, error);
        var action = HandlerErrorAction.Continue;
        try
        {
            action = Options.OnHandlerError?.Invoke(error, dispatch) ?? HandlerErrorAction.Continue;
        }
#pragma warning disable CA1031 // What the callback throws itself is reported like the handler's own error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Logger.HandlerFailed(Options.Shard, dispatch.Name, e);
        }

        if (action == HandlerErrorAction.Stop)
        {
            Interlocked.CompareExchange(ref _handlerError, error, null);
            _handler.Cancel(); // What waits in the queue is left to whoever goes on with the session.
            Stop(keepSession: true);
        }
    }

    public void OnQueueFull(bool first)
    {
        if (first)
        {
            Logger.QueueFull(Options.Shard, Options.Delivery.Overflow);
        }

        if (Options.Delivery.Overflow == QueueOverflow.DropNewest)
        {
            Meter.Dropped("queue-full");
        }
    }

    /// <summary>Completes when the shard has ended and everything that was read has been delivered or queued.</summary>
    public async Task ReadersEndedAsync()
    {
        await StoppedAsync().ConfigureAwait(false);
        ShardConnection[] flowing;
        lock (_gate)
        {
            flowing = [.. _flowing];
        }

        foreach (var connection in flowing)
        {
            await WaitAsync(connection.Finished.WaitAsync()).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The end of a run: the readers end, the queue is drained; whoever takes longer than the stop time-out is left
    /// behind. Throws what the run has ended with.
    /// </summary>
    public async Task FinishAsync(Task consumer, Action completeQueue, CancellationToken cancellationToken)
    {
        await ReadersEndedAsync().ConfigureAwait(false);
        completeQueue();
        await WaitAsync(consumer).ConfigureAwait(false);
        if (Delivery.Waiting > 0)
        {
            Logger.StoppedWithWaiting(Options.Shard, Delivery.Waiting);
        }

        _handler.Cancel(); // Not CancelAsync, which hops to the pool.
        if (_crash is not null)
        {
            throw new InvalidOperationException("A fault of the library, or of a part that was given to it.", _crash);
        }

        if (_handlerError is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_handlerError);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_end is { Kind: not ShardEndKind.Stopped } end)
        {
            throw ToException(end);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
        if (Options.IdentifyLimiter is null)
        {
            (IdentifyLimiter as IDisposable)?.Dispose();
        }
    }

    private void OnStopped(ShardEnd end)
    {
        if (end.Kind == ShardEndKind.Stopped)
        {
            Logger.Stopped(Options.Shard);
        }
        else
        {
            Logger.Ended(Options.Shard, end.Ending.ToString());
        }

        End(end);
    }

    private void End(ShardEnd end)
    {
        BoundedStream<ShardTransition>[] streams;
        Completion[] waiters;
        List<PendingCommand> commands;
        lock (_gate)
        {
            _end = end;
            _endedAt = Now;
            streams = [.. _streams];
            _streams.Clear();
            waiters = [.. _readyWaiters];
            _readyWaiters.Clear();
            commands = [.. _commands.TakeAll(), .. _presencesInIdentify];
            _presencesInIdentify.Clear();
        }

        foreach (var command in commands)
        {
            Fail(command, CommandFailure.ShardEnded, null);
        }

        foreach (var waiter in waiters)
        {
            waiter.TryFail(ToException(end));
        }

        foreach (var stream in streams)
        {
            stream.Complete();
        }

        _stopped.Set();
    }

    private void Crash(Exception error)
    {
        ShardConnection[] connections;
        lock (_gate)
        {
            if (_crash is not null || _end is not null)
            {
                return;
            }

            _crash = error;
            _performing = true; // Nothing that the machine still wants is performed.
            connections = [.. _flowing];
            _machine.OnStop(keepSession: true, Now);
        }

        Logger.Crashed(Options.Shard, error);
        _permit?.Dispose();
        _slot?.Dispose();

        foreach (var connection in connections)
        {
            connection.Abort();
        }

        End(new ShardEnd(ShardEndKind.Fatal, new Ending(TransitionCause.StopRequested) { Error = error }));
    }

    private GatewayClosedException ToException(ShardEnd end) =>
        new(Options.Shard, end, Options.CloseCodes, ExceptionHint.For(end.Ending.CloseCode, Intents, Options.Shard));

    // All waits of an ending together take no longer than the stop time-out.
    private async Task WaitAsync(Task task)
    {
        var left = _endedAt + Options.Timeouts.Stop - Now;
        try
        {
            await task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, Options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _handler.Cancel();
        }
    }
}
