using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;

namespace Gateway.Core.Fleet.Resharding;

/// <summary>Takes a fleet from one shard count to another: prepares a second set of shards, lets the guilds go over, ends the first set.</summary>
internal sealed partial class Resharder
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Two identifies of a bucket are this far apart.</summary>
    private static readonly TimeSpan IdentifySpacing = TimeSpan.FromSeconds(5.1);

    private static readonly TimeSpan PrepareMargin = TimeSpan.FromMinutes(2);

    private readonly FleetContext _context;
    private readonly ReshardOptions _options;
    private readonly ShardSet _old;
    private readonly ShardSet _new;
    private readonly GuildSwitch _guilds;
    private readonly NewSide _newSide;
    private readonly OldSide _oldSide;
    private readonly long _startedAt;
    private volatile ReshardPhase _phase = ReshardPhase.Preparing;

    public Resharder(FleetContext context, ShardSet old, ShardSet fresh, ReshardOptions options)
    {
        (_context, _old, _new, _options) = (context, old, fresh, options);
        _startedAt = context.TimeProvider.GetTimestamp();
        _guilds = new GuildSwitch(
            old.Count, fresh.Count, new SwitchTimes(options.Overlap, options.GuildTimeout), BringsGuilds(old), () => Now);
        _oldSide = new OldSide(_guilds, old.Sieve.Filter);
        _newSide = new NewSide(_guilds, fresh.Sieve.Filter);
    }

    public GuildSwitch Guilds => _guilds;

    public ShardSet Old => _old;

    public ShardSet New => _new;

    public ReshardStatus Status => new()
    {
        Phase = _phase,
        From = _old.Count,
        To = _new.Count,
        NewReady = _new.Ready,
        GuildsLeft = _phase == ReshardPhase.Preparing ? null : _guilds.GuildsLeft,
        OtherShards = [.. (_phase == ReshardPhase.Preparing ? _new : _old).Members.Select(m => m.Status)],
    };

    private TimeSpan Now => _context.TimeProvider.GetElapsedTime(_startedAt);

    /// <summary>Brings all new shards to Ready. When it throws they are stopped, and nothing has changed for the old ones.</summary>
    /// <param name="concurrency">How many identifies may be sent at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PrepareAsync(int concurrency, CancellationToken cancellationToken)
    {
        var timeout = _options.PrepareTimeout
            ?? PrepareMargin + (2 * Math.Ceiling((double)_new.Count / concurrency) * IdentifySpacing);
        Publish(ReshardPhase.Preparing);
        _context.Logger.Resharding(_old.Count, _new.Count);
        _old.Sieve.Filter = _oldSide;
        _new.Sieve.Filter = _newSide;
        try
        {
            for (var i = 0; i < _new.Count; i++)
            {
                var member = _new.GetOrAdd(i);
                TakePresence(member);
                member.Start(null);
            }

            while (_new.Ready < _new.Count)
            {
                ThrowIfHopeless(timeout);
                await Pause.ForAsync(Tick, _context.TimeProvider, _context.Scheduler, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            await RollBackAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets the guilds go over. From here on there is no way back, and none is needed: the new shards are a fleet like any other.</summary>
    public async Task SwitchAsync(CancellationToken cancellationToken)
    {
        foreach (var member in _new.Members)
        {
            TakePresence(member);
        }

        _guilds.Begin(_new.Members.SelectMany(m => m.Shard?.Status.Ready?.GuildIds ?? []));
        Publish(ReshardPhase.Switching);
        var probedOld = new TimeSpan?[_old.Count];
        var probedNew = new TimeSpan?[_new.Count];
        var warned = false;
        while (!_guilds.IsOver)
        {
            _guilds.Sweep(EvidenceOf(_old), EvidenceOf(_new));
            Probe(_old, probedOld, _guilds.AsksOld);
            Probe(_new, probedNew, _guilds.AsksNew);
            if (_guilds.HasGivenUp && !warned)
            {
                warned = true;
                _context.Logger.ReshardGaveUp(SwitchTimes.Longest);
            }

            await Pause.ForAsync(Tick, _context.TimeProvider, _context.Scheduler, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the old shards, when their handlers are done with what they were given.</summary>
    public async Task<ReshardResult> FinishAsync(CancellationToken cancellationToken)
    {
        Publish(ReshardPhase.Stopping);
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        await EndAsync(_old).ConfigureAwait(false);
        _new.Sieve.Filter = _newSide.After;
        var result = new ReshardResult(_old.Count, _new.Count, Now, _guilds.ByDeadline);
        _context.Logger.Resharded(result.From, result.To, result.Duration, result.GuildsByDeadline);
        Publish(ReshardPhase.Completed);
        return result;
    }

    private static bool BringsGuilds(ShardSet set) =>
        Array.Find(set.Members, m => m.Shard is not null)?.Shard is not { } shard || (shard.Intents & GatewayIntents.Guilds) != 0;

    private void ThrowIfHopeless(TimeSpan timeout)
    {
        if (Array.Find(_new.Members, m => m.Status.State != MemberState.Running) is { } ended)
        {
            throw new ReshardFailedException(
                ReshardFailure.ShardEnded, $"The fleet is not resharded: the new shard {ended.Id} has ended.", ended.Status.Error);
        }

        if (Now >= timeout)
        {
            throw new ReshardFailedException(
                ReshardFailure.TimedOut, $"The fleet is not resharded: after {timeout} {_new.Ready} of {_new.Count} new shards are Ready.");
        }
    }

    private async Task RollBackAsync(Exception error)
    {
        await EndAsync(_new).ConfigureAwait(false);
        _old.Sieve.Filter = _oldSide.Before;
        _context.Logger.ReshardRolledBack(_old.Count, _new.Count, error);
        Publish(ReshardPhase.RolledBack);
    }

    // As set for the old shards; those of one presence for all have the same.
    private void TakePresence(FleetMember member)
    {
        if (_old.Find(member.Id.Index % _old.Count)?.Presence.Newest is { } presence && presence != member.Presence.Newest)
        {
            member.SetPresence(presence);
        }
    }

    private void Publish(ReshardPhase phase)
    {
        _phase = phase;
        _context.Changes.Publish(new ShardChange(new ShardId(0, _new.Count), ShardChangeKind.Resharding) { Reshard = phase });
    }
}
