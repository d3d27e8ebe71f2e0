namespace Gateway.Core.Fleet.Resharding;

/// <summary>What is known of a shard at one moment.</summary>
/// <param name="IsRunning">Whether it can still deliver anything.</param>
/// <param name="ReadySession">The session in which it is Ready; null when it is not.</param>
/// <param name="CaughtUpTo">Everything sent to it before this has certainly come; null: not certain.</param>
internal readonly record struct ShardEvidence(bool IsRunning, string? ReadySession, TimeSpan? CaughtUpTo);

// When the new shards begin to deliver, when the old ones cease to, and when that is all.
internal sealed partial class GuildSwitch
{
    private TimeSpan _lastEndedAt = TimeSpan.MinValue;

    /// <summary>Guilds that the old shards still deliver and that have a window of their own.</summary>
    public int GuildsLeft { get; private set; }

    /// <summary>Guilds that were switched because their new shard did not bring them in time.</summary>
    public int ByDeadline { get; private set; }

    /// <summary>Whether a shard was not waited for any longer.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Nothing is left to the old shards.</summary>
    public bool IsSwitched { get; private set; }

    /// <summary>Nothing is marked any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Looks at how far everything is. Called again and again once it has begun.</summary>
    /// <param name="old">The old shards, by index.</param>
    /// <param name="fresh">The new shards, by index.</param>
    public void Sweep(ShardEvidence[] old, ShardEvidence[] fresh)
    {
        lock (_gate)
        {
            var now = _now();
            Note(old, _oldCaughtUp);
            Note(fresh, _newCaughtUp);
            var newReady = !fresh.Where((s, i) => !IsReady(s, i)).Any();
            var isSwitched = true;
            for (var i = 0; i < _oldCount; i++)
            {
                AdvanceRest(i, old, newReady, now);
                isSwitched &= _oldEndedAt[i] is not null;
                _asksOld[i] = _oldEndedAt[i] is null && _bothSince[i] > _oldCaughtUp[i];
            }

            var asksAll = now >= _beganAt + _times.Skew && _bothSince.Contains(null);
            for (var i = 0; i < _newCount; i++)
            {
                _asksNew[i] = _newCaughtUp[i] < _lastEndedAt || (asksAll && !HasPassed(_beganAt, i));
            }

            GuildsLeft = 0;
            foreach (var window in _windows.Values)
            {
                Advance(window, old, newReady, now);
                GuildsLeft += window.State == WindowState.Ended ? 0 : 1;
                _asksOld[window.OldShard] |= window.State == WindowState.Both && window.BothSince > _oldCaughtUp[window.OldShard];
                _asksNew[window.NewShard] |= window is { State: WindowState.Marked, MarkedSince: { } since } && now >= since + _times.Skew;
            }

            IsSwitched = isSwitched && GuildsLeft == 0;
            IsOver = IsSwitched && now >= _lastEndedAt + _times.Skew
                && (_newCaughtUp.All(t => t >= _lastEndedAt) || now >= _lastEndedAt + SwitchTimes.Longest);
        }
    }

    /// <summary>Whether it would help to know that an old shard has caught up.</summary>
    public bool AsksOld(int shard)
    {
        lock (_gate)
        {
            return _asksOld[shard];
        }
    }

    /// <summary>Whether it would help to know that a new shard has caught up.</summary>
    public bool AsksNew(int shard)
    {
        lock (_gate)
        {
            return _asksNew[shard];
        }
    }

    private static void Note(ShardEvidence[] shards, TimeSpan[] caughtUp)
    {
        for (var i = 0; i < shards.Length; i++)
        {
            if (shards[i].CaughtUpTo is { } at && at > caughtUp[i])
            {
                caughtUp[i] = at;
            }
        }
    }

    // With another session than the one whose READY was looked at it has READY still to come, and what was sent before that is not with it.
    private bool IsReady(in ShardEvidence shard, int index) =>
        shard.ReadySession is { } session && (_newSessions[index] is not { } known || known == session);

    // All that has no window of its own.
    private void AdvanceRest(int shard, ShardEvidence[] old, bool newReady, TimeSpan now)
    {
        if (_bothSince[shard] is null && MayBegin(_beganAt, shard, null, old, now))
        {
            _bothSince[shard] = now;
        }

        if (_oldEndedAt[shard] is null && _bothSince[shard] is { } since && MayEnd(since, shard, old, newReady, now))
        {
            _oldEndedAt[shard] = _lastEndedAt = now;
        }
    }

    private void Advance(GuildWindow window, ShardEvidence[] old, bool newReady, TimeSpan now)
    {
        if (window is { State: WindowState.Awaited or WindowState.Marked, MarkedSince: null }
            && (now >= window.AwaitedSince + _times.GuildTimeout || !old[window.OldShard].IsRunning))
        {
            window.Mark(now);
            ByDeadline++;
        }

        if (window is { State: WindowState.Marked, MarkedSince: { } marked } && MayBegin(marked, window.OldShard, window.NewShard, old, now))
        {
            window.Begin(now);
        }

        if (window is { State: WindowState.Both, BothSince: { } both } && MayEnd(both, window.OldShard, old, newReady, now))
        {
            window.End(now);
            _lastEndedAt = now;
        }
    }

    // Of what the new shard brings from now on, the old one's copy must have the mark: it must have been sent after the marks began.
    private bool MayBegin(TimeSpan markedSince, int oldShard, int? newShard, ShardEvidence[] old, TimeSpan now)
    {
        if (!old[oldShard].IsRunning)
        {
            return true; // Nobody else delivers.
        }

        if (newShard is { } only ? HasPassed(markedSince, only) : !_newCaughtUp.Where((_, i) => !HasPassed(markedSince, i)).Any())
        {
            return true;
        }

        return GivesUp(markedSince, now);
    }

    private bool HasPassed(TimeSpan markedSince, int newShard) => _newCaughtUp[newShard] >= markedSince + _times.Skew;

    // What was sent to the old shard before the new one's began to count is nowhere else: it must have come.
    private bool MayEnd(TimeSpan bothSince, int shard, ShardEvidence[] old, bool newReady, TimeSpan now)
    {
        if (now < bothSince + _times.BothFor)
        {
            return false;
        }

        return (newReady && (!old[shard].IsRunning || _oldCaughtUp[shard] >= bothSince)) || GivesUp(bothSince, now);
    }

    private bool GivesUp(TimeSpan since, TimeSpan now)
    {
        var givesUp = now >= since + SwitchTimes.Longest;
        HasGivenUp |= givesUp;
        return givesUp;
    }
}
