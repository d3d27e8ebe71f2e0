namespace Gateway.Core.Fleet;

/// <summary>Why an identify has to wait, beside the 5 s of its bucket.</summary>
public enum IdentifyHold
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The budget is down to its reserve: until the window resets.</summary>
    Budget,

    /// <summary>The process before this one has identified just now: its window of 5 s has to pass.</summary>
    Restart,

    /// <summary>Processes of this bot begin to identify again and again.</summary>
    CrashLoop,

    /// <summary>This shard identifies again and again.</summary>
    Shard,
}

/// <summary>The identify budget at one moment.</summary>
/// <param name="Total">Identifies allowed in a window of 24 hours.</param>
/// <param name="Left">Identifies left in this window, by the lower of our count and Discord's.</param>
/// <param name="Reserve">How many of them are never spent.</param>
/// <param name="ResetsAt">When the window ends; null when none has begun.</param>
/// <param name="Waiting">Shards that are held back now.</param>
/// <param name="Hold">What holds all of them back; <see cref="IdentifyHold.None"/> when at most single shards are held.</param>
/// <param name="HeldUntil">Until when all are held back; null when they are not.</param>
public sealed record IdentifyBudgetStatus(
    int Total, int Left, int Reserve, DateTimeOffset? ResetsAt, int Waiting, IdentifyHold Hold, DateTimeOffset? HeldUntil);
