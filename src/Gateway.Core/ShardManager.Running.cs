using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Gateway.Core.Fleet;
using Gateway.Core.Machine;
using Gateway.Core.Transport;

namespace Gateway.Core;

// What a run is, and how it ends.
public sealed partial class ShardManager
{
    private const int Unauthorized = 401;

    private readonly Lock _gate = new();
    private readonly Latch _done;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Completion> _startWaiters = [];
    private volatile ShardSet? _set;
    private Exception? _failure;
    private bool _isStopping;
    private bool _isStarting;
    private bool _hasEnded;
    private int _ran;

    private async Task RunPlanAsync(IDispatchHandler handler, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static s => ((ShardManager)s!).Cancel(), this);
        try
        {
            await StartAsync(handler).ConfigureAwait(false);
            await _done.WaitAsync().ConfigureAwait(false);
            if (_context.Keeper is { } keeper)
            {
                await keeper.EndAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before the shards were.
        }
        finally
        {
            Finish();
        }

        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RunMergedAsync(MergedStream merged, CancellationToken cancellationToken)
    {
        try
        {
            await RunPlanAsync(merged, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            merged.Complete();
        }
    }

    private void OnEnded(FleetMember member, Exception? error)
    {
        if (error is not null && member.Id.Count == _set!.Count) // Of the other set of a resharding the resharder takes care.
        {
            var running = _set!.Running;
            _context.Logger.FleetShardFailed(member.Id, running, error);
            if (ConcernsAll(error) || _context.Options.OnFatalShard == FatalShardPolicy.StopAll || (running == 0 && !_isStarting))
            {
                Fail(member, error);
            }
        }

        FinishIfIdle();
    }

    private void Fail(FleetMember member, Exception error)
    {
        lock (_gate)
        {
            if (_failure is not null || _isStopping)
            {
                return;
            }

            _failure = error;
        }

        _context.Logger.FleetFailed(member.Id);
        _ = StopAllAsync(keepSessions: true);
    }

    // 4004 and 4010 to 4014 say something about the token, the intents, the version or the count: all shards have the same.
    private static bool ConcernsAll(Exception error) => error is GatewayClosedException { End.Kind: ShardEndKind.Fatal } closed
        && (closed.CloseCode is 4004 or (>= 4010 and <= 4014)
            || closed.End.Ending is { DialPhase: DialPhase.GatewayInfo, HttpStatus: Unauthorized });

    private async Task StopAllAsync(bool keepSessions)
    {
        BeginStop();
        Task[] stops = [.. AllMembers.Select(m => m.StopAsync(keepSessions && m.Id.Count == _set!.Count))];
        FinishIfIdle();
        foreach (var stop in stops)
        {
            await stop.ConfigureAwait(false);
        }
    }

    private void Cancel()
    {
        BeginStop();
        foreach (var member in AllMembers)
        {
            member.Cancel();
        }

        FinishIfIdle();
    }

    private void BeginStop()
    {
        lock (_gate)
        {
            _isStopping = true;
        }

        _set?.Close();
        OtherSet?.Close();
        _stopping.Cancel();
    }

    private void FinishIfIdle()
    {
        lock (_gate)
        {
            if (!_isStopping || _isStarting || _set is { Running: > 0 } || OtherSet is { Running: > 0 })
            {
                return;
            }
        }

        _done.Set();
    }

    private void Finish()
    {
        Completion[] waiters;
        lock (_gate)
        {
            _hasEnded = true;
            waiters = [.. _startWaiters];
            _startWaiters.Clear();
        }

        foreach (var waiter in waiters)
        {
            waiter.TryFail(Ended());
        }

        _set?.FailWaiters(Ended());
        _context.Changes.Complete();
        _context.Dispose();
        _context.Logger.FleetStopped();
    }

    /// <summary>Completes when the plan is known and its shards are on their way.</summary>
    private Task StartedAsync(CancellationToken cancellationToken)
    {
        Completion waiter;
        lock (_gate)
        {
            if (_hasEnded)
            {
                throw Ended();
            }

            if (_set is not null && !_isStarting)
            {
                return Task.CompletedTask;
            }

            waiter = new Completion(_context.Scheduler);
            _startWaiters.Add(waiter);
        }

        return AwaitAsync(waiter, cancellationToken);
    }

    private static async Task AwaitAsync(Completion waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (s, token) => ((Completion)s!).TryCancel(token), waiter);
        await waiter.Task.ConfigureAwait(false);
    }

    private ShardSet RunningSet() => _set ?? throw new InvalidOperationException(
        "The fleet has no shards yet. Allowed: after RunAsync has learned the plan; WaitUntilReadyAsync waits for it.");

    private FleetMember MemberOf(int index, string argument) => MemberOf(RunningSet(), index, argument);

    private static FleetMember MemberOf(ShardSet set, int index, string argument) =>
        set.Find(index) ?? throw new ArgumentOutOfRangeException(
            argument, index, $"This manager has no shard {index} of {set.Count}. Allowed: a shard of its plan, or one that was added.");

    private void Claim()
    {
        if (Interlocked.Exchange(ref _ran, 1) != 0)
        {
            throw new InvalidOperationException("A manager is run once, and not after it was disposed. Make a new one.");
        }
    }

    private static InvalidOperationException Ended() => new("The fleet has ended.");
}
