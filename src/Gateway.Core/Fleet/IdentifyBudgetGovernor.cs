using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Gateway.Core.Limits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Fleet;

/// <summary>
/// Stands before an identify limiter and keeps the day's budget: each identify is counted, and the count saved, before it is sent;
/// at the reserve none is sent until the window resets; crash loops of the process and of single shards are slowed down.
/// </summary>
/// <remarks>
/// Safe for concurrent use. A <see cref="ShardManager"/> makes one by itself. Time is counted by the monotonic clock; only what is
/// saved carries the time of day, so a clock that jumps while the process runs changes nothing.
/// </remarks>
public sealed partial class IdentifyBudgetGovernor : IIdentifyRateLimiter, IDisposable
{
    private readonly Lock _gate = new();
    private readonly IIdentifyRateLimiter _inner;
    private readonly IIdentifyBudgetStore _store;
    private readonly IdentifyBudgetGovernorSettings _settings;
    private readonly IdentifyBudget _budget;
    private readonly ILogger _logger;
    private readonly long _origin;
    private readonly ITimer _timer;
    private bool _disposed;

    /// <summary>Makes a governor. Nothing is read before the first identify, or <see cref="LoadAsync"/>.</summary>
    /// <param name="inner">Who spaces the identifies. Not disposed with the governor.</param>
    /// <param name="store">Where the count is kept.</param>
    /// <param name="options">The numbers; null: the defaults.</param>
    /// <param name="settings">Clock, logs, and whom to ask for the budget; null: the system's, none, nobody.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names each.</exception>
    public IdentifyBudgetGovernor(
        IIdentifyRateLimiter inner, IIdentifyBudgetStore store, IdentifyBudgetOptions? options = null,
        IdentifyBudgetGovernorSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(store);
        Options = options ?? new IdentifyBudgetOptions();
        if (string.Join(" ", Options.Violations()) is { Length: > 0 } violations)
        {
            throw new ArgumentException(violations, nameof(options));
        }

        _inner = inner;
        _store = store;
        _settings = settings ?? new IdentifyBudgetGovernorSettings();
        _budget = new IdentifyBudget(Options);
        _logger = _settings.LoggerFactory?.CreateLogger("Gateway.Core.ShardManager") ?? NullLogger.Instance;
        _origin = _settings.TimeProvider.GetTimestamp();
        _timer = _settings.TimeProvider.CreateTimer(
            static s => ((IdentifyBudgetGovernor)s!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The numbers.</summary>
    public IdentifyBudgetOptions Options { get; }

    /// <summary>The budget now.</summary>
    public IdentifyBudgetStatus Status
    {
        get
        {
            lock (_gate)
            {
                var until = _budget.NotBefore(Now, out var hold);
                return new IdentifyBudgetStatus(
                    _budget.Total, _budget.Left, _budget.Reserve, _budget.EndsAt is { } end ? AtUtc(end) : null, _waiters.Count, hold,
                    hold == IdentifyHold.None ? null : AtUtc(until));
            }
        }
    }

    private TimeSpan Now => _settings.TimeProvider.GetElapsedTime(_origin);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The governor is disposed, or becomes so during the wait.</exception>
    public async ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken)
    {
        await LoadAsync().ConfigureAwait(false);
        await NoteStartAsync().ConfigureAwait(false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await WaitUntilAllowedAsync(shard, cancellationToken).ConfigureAwait(false);
            if (!await RereadAsync(cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            var permit = await _inner.AcquireAsync(shard, cancellationToken).ConfigureAwait(false);
            if (TrySpend(shard, out var spentAt))
            {
                return await SaveAsync(shard, permit, spentAt).ConfigureAwait(false);
            }

            permit.Dispose(); // While it was waited for, others have spent what there was.
        }
    }

    /// <inheritdoc/>
    public void Update(SessionStartLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        _inner.Update(limit);
        int left;
        lock (_gate)
        {
            _answeredAt = Now;
            _budget.OnAnswer(limit, Now);
            left = _budget.Left;
        }

        FleetMetrics.IdentifiesLeft.Record(left);
        Wake(static _ => true); // The held-back look again: another window may have begun.
    }

    /// <summary>Ends all waits with <see cref="ObjectDisposedException"/>. Permits that are out stay usable.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _timer.Dispose();
        Wake(static _ => true);
    }

    private bool TrySpend(ShardId shard, out TimeSpan spentAt)
    {
        int left;
        lock (_gate)
        {
            spentAt = Now;
            if (_budget.NotBefore(shard, spentAt, out _) > spentAt)
            {
                return false;
            }

            _budget.Spend(shard, spentAt);
            _changes++;
            left = _budget.Left;
            _reported = IdentifyHold.None;
        }

        FleetMetrics.IdentifiesLeft.Record(left);
        return true;
    }

    private async ValueTask<IdentifyPermit> SaveAsync(ShardId shard, IdentifyPermit permit, TimeSpan spentAt)
    {
        try
        {
            await PersistAsync().ConfigureAwait(false);
            return new BudgetedPermit(this, permit, spentAt);
        }
        catch (Exception e)
        {
            _logger.BudgetNotSaved(shard, e);
            permit.Dispose();
            Refund(spentAt);
            throw;
        }
    }

    // What is saved stays too low by it until the next save: that is the safe side.
    private void Refund(TimeSpan spentAt)
    {
        lock (_gate)
        {
            _budget.Refund(spentAt, Now);
            _changes++;
        }
    }

    private DateTimeOffset AtUtc(TimeSpan at) => _settings.TimeProvider.GetUtcNow() + (at - Now);

    /// <summary>A permit of the inner limiter, of which the budget knows.</summary>
    private sealed class BudgetedPermit(IdentifyBudgetGovernor owner, IdentifyPermit inner, TimeSpan spentAt) : IdentifyPermit
    {
        private int _used;

        public override void Sent()
        {
            Interlocked.Exchange(ref _used, 1);
            inner.Sent();
        }

        public override void Settled(IdentifyOutcome outcome) => inner.Settled(outcome);

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _used, 1) == 0)
            {
                owner.Refund(spentAt);
            }

            inner.Dispose();
        }
    }
}

/// <summary>What a governor works with.</summary>
public sealed record IdentifyBudgetGovernorSettings
{
    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where continuations run. Default: the thread pool.</summary>
    public GatewayScheduler Scheduler { get; init; } = GatewayScheduler.ThreadPool;

    /// <summary>Where logs go. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Whom to ask for the budget when the last answer is old. Default: nobody; answers come by <see cref="IdentifyBudgetGovernor.Update"/>.</summary>
    public IGatewayInfoSource? Info { get; init; }
}
