using Gateway.Core.Diagnostics;
using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;

namespace Gateway.Core;

// From one shard count to another while the fleet runs.
public sealed partial class ShardManager
{
    private volatile Resharder? _resharder;
    private bool _isResharding;

    /// <summary>All shards that run or ran, of both sets while there are two.</summary>
    private IEnumerable<FleetMember> AllMembers => (_set?.Members ?? []).Concat(OtherSet?.Members ?? []);

    /// <summary>While there are two sets, the one that is not the fleet's at the moment.</summary>
    private ShardSet? OtherSet => _resharder is { } resharder ? (_set == resharder.Old ? resharder.New : resharder.Old) : null;

    /// <summary>
    /// Goes over to another shard count without a gap: new shards come up beside the old ones, each guild's events go from its old shard to
    /// its new one with a short overlap in which they are marked (<see cref="Dispatch.PossibleDuplicate"/>), then the old shards are stopped.
    /// Every event is delivered at least once, and without a mark at most once.
    /// </summary>
    /// <param name="newShardCount">How many shards the bot is to have. Costs as many identifies.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">
    /// Gives up while the new shards come up: they are stopped, the old ones go on. Once the guilds go over it has no effect.
    /// </param>
    /// <returns>Completes when the old shards are stopped. Until then the handler runs for old and new shards at the same time.</returns>
    /// <exception cref="ArgumentException">The count is out of range or the one there is, or the options are not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The fleet does not run, is being resharded already, or runs only a part of the bot's shards.
    /// </exception>
    /// <exception cref="ReshardFailedException">It could not be done. Unless the fleet was stopped, the old shards go on untouched.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired in time.</exception>
    public Task<ReshardResult> ReshardAsync(
        int newShardCount, ReshardOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ReshardOptions();
        options.ThrowIfInvalid(nameof(options));
        _ = ShardPlan.All(newShardCount); // Checks the range.
        var set = RunningSet();
        if (newShardCount == set.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(newShardCount), newShardCount, $"The number of shards is {newShardCount}, as it is now. Allowed: another one.");
        }

        if (set.Members.Length < set.Count)
        {
            throw new InvalidOperationException(
                $"This manager runs {set.Members.Length} of {set.Count} shards. Allowed: resharding a bot that runs in one process.");
        }

        lock (_gate)
        {
            if (_isResharding || _isStopping || _isStarting)
            {
                throw new InvalidOperationException(_isResharding
                    ? "The fleet is being resharded. Allowed: again when that has ended."
                    : "The fleet is being started or stopped. Allowed: while it runs.");
            }

            _isResharding = true;
        }

        return ReshardAsync(set, newShardCount, options, cancellationToken);
    }

    private async Task<ReshardResult> ReshardAsync(
        ShardSet old, int newShardCount, ReshardOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            var concurrency = await ReshardBudget.CheckAsync(_context, newShardCount, options, either.Token).ConfigureAwait(false);
            var resharder = MakeResharder(old, newShardCount, options);
            await resharder.PrepareAsync(concurrency, either.Token).ConfigureAwait(false);
            BeginSwitch(resharder);
            await resharder.SwitchAsync(_stopping.Token).ConfigureAwait(false);
            return await resharder.FinishAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (_stopping.IsCancellationRequested && (e is OperationCanceledException or InvalidOperationException))
        {
            throw new ReshardFailedException(ReshardFailure.FleetStopped, "The fleet was stopped while it was resharded.", e);
        }
        finally
        {
            lock (_gate)
            {
                _isResharding = false;
                if (!_isStopping)
                {
                    _resharder = null; // A stop still has to see both sets to their ends.
                }
            }

            FinishIfIdle();
        }
    }

    private Resharder MakeResharder(ShardSet old, int newShardCount, ReshardOptions options)
    {
        var resharder = new Resharder(_context, old, NewSet(newShardCount, old.Handler), options);
        lock (_gate)
        {
            if (_isStopping)
            {
                throw new OperationCanceledException(_stopping.Token);
            }

            _resharder = resharder;
        }

        return resharder;
    }

    private void BeginSwitch(Resharder resharder)
    {
        lock (_gate)
        {
            if (_isStopping)
            {
                throw new OperationCanceledException(_stopping.Token);
            }

            _set = resharder.New;
        }
    }

    /// <summary>A set of shards that come and go with this manager, and count their guilds if that is wanted.</summary>
    private ShardSet NewSet(int count, IDispatchHandler handler)
    {
        var set = new ShardSet(_context, count, handler, OnEnded);
        if (_context.Options.Reshard is { } trigger)
        {
            set.Sieve.Filter = new GuildCounter(
                count, trigger.Threshold, fill => _context.Scheduler.Post(new FillReport(this, trigger, fill)));
        }

        return set;
    }

    private static Task SendAsync(FleetMember member, Commands.GatewayCommand command, CancellationToken cancellationToken) =>
        member.Shard?.SendAsync(command, cancellationToken)
        ?? throw new CommandNotSentException(command.Opcode, CommandFailure.ShardEnded);

    private FleetMember OwnerOf(ulong guildId, string argument)
    {
        var set = RunningSet();
        if (_resharder is { } resharder && set == resharder.New && !resharder.Guilds.IsNewOwner(guildId))
        {
            set = resharder.Old;
        }

        return MemberOf(set, ShardId.FromGuild(guildId, set.Count).Index, argument);
    }

    private async Task OnFillLevelAsync(ReshardTrigger trigger, ShardFill fill)
    {
        _context.Logger.FillLevelReached(fill.Shard, fill.Guilds, trigger.MaxGuildsPerShard);
        _context.Changes.Publish(new ShardChange(fill.Shard, ShardChangeKind.FillLevelReached) { Guilds = fill.Guilds });
        try
        {
            if (trigger.NewShardCount?.Invoke(fill) is { } count)
            {
                await ReshardAsync(count, trigger.Options).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // The callback is the user's; whatever has failed, the fleet goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _context.Logger.ReshardByFillLevelFailed(e);
        }
    }

    /// <summary>Not on the reader of the shard that is nearly full.</summary>
    private sealed class FillReport(ShardManager manager, ReshardTrigger trigger, ShardFill fill) : IThreadPoolWorkItem
    {
        public void Execute() => _ = manager.OnFillLevelAsync(trigger, fill);
    }
}
