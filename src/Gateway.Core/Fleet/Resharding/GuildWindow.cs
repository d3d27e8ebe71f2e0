namespace Gateway.Core.Fleet.Resharding;

/// <summary>Where a guild stands that does not go over with the others.</summary>
internal enum WindowState
{
    /// <summary>Its new shard has not brought it: the old one delivers.</summary>
    Awaited,

    /// <summary>The old one delivers, marked; the new one does not yet.</summary>
    Marked,

    /// <summary>Both deliver, marked.</summary>
    Both,

    /// <summary>The new one delivers.</summary>
    Ended,
}

/// <summary>The way of one guild from its old shard to its new one.</summary>
internal sealed class GuildWindow(int oldShard, int newShard, WindowState state, TimeSpan awaitedSince)
{
    public int OldShard => oldShard;

    public int NewShard => newShard;

    public WindowState State { get; private set; } = state;

    /// <summary>Since when its new shard is waited for.</summary>
    public TimeSpan AwaitedSince => awaitedSince;

    /// <summary>Since when its new shard has it, and the old one marks; null while the new one has not, or not again.</summary>
    public TimeSpan? MarkedSince { get; private set; }

    /// <summary>Since when both deliver; null before.</summary>
    public TimeSpan? BothSince { get; private set; }

    /// <summary>When the old one has ceased to deliver.</summary>
    public TimeSpan? OldEndedAt { get; private set; }

    public void Mark(TimeSpan now)
    {
        MarkedSince = now;
        State = WindowState.Marked;
    }

    public void Begin(TimeSpan now)
    {
        BothSince = now;
        State = WindowState.Both;
    }

    public void End(TimeSpan now)
    {
        OldEndedAt = now;
        State = WindowState.Ended;
    }
}

/// <summary>How long things take in a <see cref="GuildSwitch"/>.</summary>
/// <param name="Overlap">How long the events of a guild are marked, at least.</param>
/// <param name="GuildTimeout">How long a guild is waited for.</param>
internal sealed record SwitchTimes(TimeSpan Overlap, TimeSpan GuildTimeout)
{
    /// <summary>
    /// The longest that is waited for a shard to catch up: longer than a session outlives its connection, so there is nothing
    /// left to wait for.
    /// </summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How far Discord may be behind with one session against another. The new shard is not listened to for so long after the old one has
    /// begun to mark, and marks for so long after the old one's end.
    /// </summary>
    public TimeSpan Skew => Overlap * 0.2;

    /// <summary>How long both deliver, at least.</summary>
    public TimeSpan BothFor => Overlap * 0.6;
}
