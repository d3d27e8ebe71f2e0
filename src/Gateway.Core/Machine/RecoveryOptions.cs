namespace Gateway.Core.Machine;

/// <summary>The numbers behind the decision what follows an ending.</summary>
public sealed record RecoveryOptions
{
    /// <summary>After how many failed dials of the resume URL the base URL is used, with the same session. Default 2, at least 1.</summary>
    public int ResumeUrlAttempts { get; init; } = 2;

    /// <summary>
    /// After how many connections on which Resume was sent and RESUMED did not come the session is given up. Default 3, at least 1.
    /// </summary>
    public int ResumeAttempts { get; init; } = 3;

    /// <summary>How long after the last byte of a session it is given up. Default 10 min. Discord keeps sessions for "a few minutes".</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The least wait after an op 9. Default 1 s.</summary>
    public TimeSpan InvalidSessionWaitMin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait after an op 9; the wait is random in between. Default 5 s.</summary>
    public TimeSpan InvalidSessionWaitMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The least wait after close code 4008. Default 5 s.</summary>
    public TimeSpan RateLimitedWaitMin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait after close code 4008; the wait is random in between. Default 10 s.</summary>
    public TimeSpan RateLimitedWaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The least time between two dials, whatever the peer does. Default 500 ms. Bounds the attempt rate when every
    /// connection comes to Ready and is dropped at once.
    /// </summary>
    public TimeSpan DialSpacing { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest <c>Retry-After</c> that is honoured. Default 15 min: a broken header must not silence a shard for a year.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many payloads in a row that cannot be decoded, or make no sense, end a connection. Default 5, at least 1.</summary>
    public int MalformedFramesInARow { get; init; } = 5;
}
