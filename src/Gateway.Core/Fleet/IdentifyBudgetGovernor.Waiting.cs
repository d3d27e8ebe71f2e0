using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;

namespace Gateway.Core.Fleet;

// Those whose identify is held back. They look again when their time has come, or when Discord has told something new.
public sealed partial class IdentifyBudgetGovernor
{
    private readonly LinkedList<Waiter> _waiters = [];
    private IdentifyHold _reported;
    private TimeSpan _armedFor = TimeSpan.MaxValue;

    private async ValueTask WaitUntilAllowedAsync(ShardId shard, CancellationToken cancellationToken)
    {
        while (true)
        {
            IdentifyHold hold;
            TimeSpan until;
            bool report;
            LinkedListNode<Waiter> node;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                until = _budget.NotBefore(shard, Now, out hold);
                if (hold == IdentifyHold.None)
                {
                    return;
                }

                report = hold == IdentifyHold.Shard || hold != _reported;
                _reported = hold == IdentifyHold.Shard ? _reported : hold;
                node = _waiters.AddLast(new Waiter(until, new Completion(_settings.Scheduler)));
                Arm(until);
            }

            if (report)
            {
                Report(shard, hold, until);
            }

            await WaitAsync(node, hold, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(LinkedListNode<Waiter> node, IdentifyHold hold, CancellationToken cancellationToken)
    {
        var reason = new KeyValuePair<string, object?>("reason", hold.ToString());
        FleetMetrics.IdentifiesHeld.Add(1, reason);
        using var registration = cancellationToken.UnsafeRegister(
            static (s, token) => ((Completion)s!).TryCancel(token), node.Value.Completion);
        try
        {
            await node.Value.Completion.Task.ConfigureAwait(false);
        }
        finally
        {
            FleetMetrics.IdentifiesHeld.Add(-1, reason);
            lock (_gate)
            {
                if (node.List is not null)
                {
                    _waiters.Remove(node);
                }
            }
        }
    }

    private void Report(ShardId shard, IdentifyHold hold, TimeSpan until)
    {
        switch (hold)
        {
            case IdentifyHold.Budget:
                var status = Status;
                _logger.BudgetAtReserve(status.Left, status.Total, status.Reserve, AtUtc(until));
                break;
            case IdentifyHold.CrashLoop:
                _logger.BudgetCrashLoop(AtUtc(until));
                break;
            case IdentifyHold.Shard:
                _logger.BudgetShardLoop(shard, AtUtc(until));
                break;
        }
    }

    private void OnTimer()
    {
        var now = Now;
        Wake(w => w.Until <= now);
    }

    // In the order in which they came.
    private void Wake(Func<Waiter, bool> which)
    {
        List<Completion> woken = [];
        lock (_gate)
        {
            for (var node = _waiters.First; node is not null;)
            {
                var next = node.Next;
                if (which(node.Value))
                {
                    _waiters.Remove(node);
                    woken.Add(node.Value.Completion);
                }

                node = next;
            }

            _armedFor = TimeSpan.MaxValue;
            Arm(_waiters.Count == 0 ? TimeSpan.MaxValue : _waiters.Min(w => w.Until));
        }

        foreach (var completion in woken)
        {
            completion.TryComplete();
        }
    }

    private void Arm(TimeSpan until)
    {
        if (_disposed || until >= _armedFor)
        {
            return;
        }

        _armedFor = until;

        // Timers count whole milliseconds: rounded up, they do not fire too early. A day is more than they are ever set to.
        var milliseconds = Math.Clamp(Math.Ceiling((until - Now).TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private sealed record Waiter(TimeSpan Until, Completion Completion);
}
