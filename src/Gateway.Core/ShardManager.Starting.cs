using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Gateway.Core.Fleet;
using Gateway.Core.Transport;

namespace Gateway.Core;

// From the plan to shards that are on their way.
public sealed partial class ShardManager
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    private async Task StartAsync(IDispatchHandler handler)
    {
        _stopping.Token.ThrowIfCancellationRequested();
        await _context.OpenAsync(_stopping.Token).ConfigureAwait(false);
        var info = await AskAsync(_context.Options.Plan.Count is null).ConfigureAwait(false);
        var count = _context.Options.Plan.Count ?? info?.RecommendedShards ?? throw new InvalidOperationException(
            "The plan wants the recommended number of shards, and GatewayInfo does not know it. Allowed: a source that asks Get Gateway Bot, or a plan with a count.");
        int[] indices = [.. _context.Options.Plan.IndicesOf(count)];
        _context.Logger.FleetStarting(_context.Options.Plan, indices.Length, count);
        if (info?.SessionStartLimit is { } limit)
        {
            _context.Template.IdentifyLimiter!.Update(limit);
        }

        IReadOnlyDictionary<int, ShardSession> sessions = new Dictionary<int, ShardSession>();
        if (_context.Keeper is { } keeper)
        {
            sessions = await keeper.LoadAsync(count).ConfigureAwait(false);
        }

        var set = NewSet(count, handler);
        _context.Keeper?.Begin(() => _set); // Another one, after resharding.
        lock (_gate)
        {
            _isStarting = true; // A fleet that has not begun is not one that has ended.
            _set = set;
        }

        foreach (var index in indices)
        {
            if (_isStopping)
            {
                break;
            }

            StartMember(set.GetOrAdd(index), sessions.GetValueOrDefault(index));
        }

        Completion[] waiters;
        lock (_gate)
        {
            _isStarting = false;
            waiters = [.. _startWaiters];
            _startWaiters.Clear();
        }

        foreach (var waiter in waiters)
        {
            waiter.TryComplete();
        }

        if (set.Running == 0 && Array.Find(set.Members, m => m.Status.Error is not null) is { } failed)
        {
            Fail(failed, failed.Status.Error!);
        }

        FinishIfIdle();
    }

    private static void StartMember(FleetMember member, ShardSession? session)
    {
        try
        {
            member.Start(session);
        }
        catch (InvalidOperationException)
        {
            // The fleet was stopped at this moment.
        }
    }

    // A fixed count can do without an answer; the recommended one is asked for until it comes.
    private async Task<GatewayInfo?> AskAsync(bool needed)
    {
        for (var retry = FirstRetry; ; retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry)
        {
            try
            {
                return await _context.Template.GatewayInfo.GetAsync(false, _stopping.Token).ConfigureAwait(false);
            }
            catch (TransportConnectException e) when (e.HttpStatus != Unauthorized)
            {
                if (!needed)
                {
                    _context.Logger.FleetInfoUnknown(e);
                    return null;
                }

                var wait = e.RetryAfter > retry ? e.RetryAfter.Value : retry;
                _context.Logger.FleetInfoFailed(wait, e);
                await Pause.ForAsync(wait, _context.TimeProvider, _context.Scheduler, _stopping.Token).ConfigureAwait(false);
            }
        }
    }
}
