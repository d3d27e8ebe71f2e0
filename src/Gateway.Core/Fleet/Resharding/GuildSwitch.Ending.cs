namespace Gateway.Core.Fleet.Resharding;

/// <summary>What is known of a shard at one moment.</summary>
/// <param name="IsRunning">Whether it can still deliver anything.</param>
/// <param name="IsReady">Whether it is Ready.</param>
/// <param name="CaughtUpTo">Everything sent to it before this has certainly come; null: not certain.</param>
internal readonly record struct ShardEvidence(bool IsRunning, bool IsReady, TimeSpan? CaughtUpTo);

// When the old shards cease to deliver, and when that is all.
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
            var newReady = fresh.All(s => s.IsReady);
            var isSwitched = true;
            for (var i = 0; i < _oldCount; i++)
            {
                if (_oldEndedAt[i] is null && MayEnd(_beganAt, i, old, newReady, now))
                {
                    _oldEndedAt[i] = _lastEndedAt = now;
                }

                isSwitched &= _oldEndedAt[i] is not null;
                _asksOld[i] = _oldEndedAt[i] is null && _oldCaughtUp[i] < _beganAt;
            }

            GuildsLeft = 0;
            foreach (var window in _windows.Values)
            {
                Advance(window, old, newReady, now);
                GuildsLeft += window.State == WindowState.Ended ? 0 : 1;
                _asksOld[window.OldShard] |= window.State == WindowState.Both && window.BothSince > _oldCaughtUp[window.OldShard];
            }

            IsSwitched = isSwitched && GuildsLeft == 0;
            IsOver = IsSwitched && now >= _lastEndedAt + _times.MarksAfter
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
            return _newCaughtUp[shard] < _lastEndedAt;
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

    private void Advance(GuildWindow window, ShardEvidence[] old, bool newReady, TimeSpan now)
    {
        if (window.State != WindowState.Ended && window.BothSince is null
            && (now >= window.AwaitedSince + _times.GuildTimeout || !old[window.OldShard].IsRunning))
        {
            window.Begin(now);
            ByDeadline++;
        }

        if (window is { State: WindowState.Both, BothSince: { } since } && MayEnd(since, window.OldShard, old, newReady, now))
        {
            window.End(now);
            _lastEndedAt = now;
        }
    }

    // What was sent to the old shard before its guild was on the new one is nowhere else: it must have come.
    private bool MayEnd(TimeSpan bothSince, int shard, ShardEvidence[] old, bool newReady, TimeSpan now)
    {
        if (now < bothSince + _times.BothFor)
        {
            return false;
        }

        if (newReady && (!old[shard].IsRunning || _oldCaughtUp[shard] >= bothSince))
        {
            return true;
        }

        var givesUp = now >= bothSince + SwitchTimes.Longest;
        HasGivenUp |= givesUp;
        return givesUp;
    }
}
