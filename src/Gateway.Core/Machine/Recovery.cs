using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>What the decision is made from.</summary>
public readonly record struct RecoveryInput
{
    /// <summary>How the connection ended.</summary>
    public required Ending Ending { get; init; }

    /// <summary>Whether there is a session that might be resumed.</summary>
    public bool HasSession { get; init; }

    /// <summary>Time since the last byte of that session.</summary>
    public TimeSpan SessionAge { get; init; }

    /// <summary>Connections on which Resume was sent since the last RESUMED or READY.</summary>
    public int ResumesWithoutResumed { get; init; }

    /// <summary>Whether a resume that is to be tried only once has been tried since the last RESUMED or READY.</summary>
    public bool ResumeOnceSpent { get; init; }

    /// <summary>Dials of the resume URL in a row that did not come to Hello.</summary>
    public int ResumeUrlFailures { get; init; }

    /// <summary>Connections in a row that did not come to READY or RESUMED, this one included.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>See <see cref="ReconnectContext.IdentifyLevel"/>.</summary>
    public int IdentifyLevel { get; init; }
}

/// <summary>What follows an ending.</summary>
/// <param name="Ends">The shard ends: <paramref name="GaveUp"/> tells whether the policy said so, or it is fatal.</param>
/// <param name="GaveUp">The reconnect policy gave up.</param>
/// <param name="Resume">The session is kept and will be resumed; otherwise it is dropped and the shard identifies.</param>
/// <param name="ResumesOnce">This resume is tried once only.</param>
/// <param name="UseResumeUrl">Whether to dial the session's own URL.</param>
/// <param name="Delay">The wait before the dial.</param>
public readonly record struct RecoveryDecision(
    bool Ends, bool GaveUp, bool Resume, bool ResumesOnce, bool UseResumeUrl, TimeSpan Delay);

/// <summary>The one place that decides what happens after a connection has ended.</summary>
public static class Recovery
{
    private const int RateLimitedCode = 4008;
    private const int Unauthorized = 401;

    // A policy that means "never" by a huge number must not overflow the clock; null gives up.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);

    /// <summary>Decides. Pure: nothing is read but the arguments, and <paramref name="random"/> (0 ≤ x &lt; 1).</summary>
    public static RecoveryDecision Decide(
        in RecoveryInput input, RecoveryOptions options, CloseCodeTable closeCodes, IReconnectPolicy policy,
        Func<double> random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(closeCodes);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(random);

        var disposition = DispositionOf(input.Ending, closeCodes);
        if (disposition == CloseDisposition.Fatal)
        {
            return new RecoveryDecision(true, false, false, false, false, TimeSpan.Zero);
        }

        var once = disposition == CloseDisposition.ResumeOnce;
        var resume = input.HasSession
            && disposition != CloseDisposition.Reidentify
            && !(once && input.ResumeOnceSpent)
            && input.ResumesWithoutResumed < options.ResumeAttempts
            && input.SessionAge <= options.SessionLifetime;

        // Op 7 asks for a new connection now, whatever went before; DialSpacing bounds a storm of it.
        var attempts = input.Ending.Cause == TransitionCause.ReconnectRequested
            ? Math.Min(1, input.FailedAttempts)
            : input.FailedAttempts;
        var context = new ReconnectContext(input.Ending, attempts, input.IdentifyLevel, random());
        var dial = policy.GetDialDelay(context);
        var identify = resume ? TimeSpan.Zero : policy.GetIdentifyDelay(context with { Jitter = random() });
        if (dial is not { } dialDelay || identify is not { } identifyDelay)
        {
            return new RecoveryDecision(true, true, false, false, false, TimeSpan.Zero);
        }

        return new RecoveryDecision(
            false, false, resume, resume && once,
            resume && input.ResumeUrlFailures < options.ResumeUrlAttempts,
            Max(Min(Max(dialDelay, identifyDelay), MaxDelay), WaitAfter(input.Ending, options, random)));
    }

    private static CloseDisposition DispositionOf(Ending ending, CloseCodeTable closeCodes) => ending.Cause switch
    {
        TransitionCause.RemoteClosed => closeCodes[ending.CloseCode],
        // "d: true" is an internal netsplit: the session can be had back, on a new connection. Anything else ends it.
        TransitionCause.SessionInvalidated =>
            ending.SessionResumable ? CloseDisposition.ResumeOnce : CloseDisposition.Reidentify,
        // Get Gateway Bot says that the token is wrong: asking again would end in a ban of the address.
        TransitionCause.DialFailed when ending is { DialPhase: Transport.DialPhase.GatewayInfo, HttpStatus: Unauthorized } =>
            CloseDisposition.Fatal,
        TransitionCause.StopRequested => CloseDisposition.Fatal,
        _ => CloseDisposition.Resume,
    };

    private static TimeSpan WaitAfter(Ending ending, RecoveryOptions options, Func<double> random) => ending switch
    {
        { Cause: TransitionCause.SessionInvalidated } =>
            Between(options.InvalidSessionWaitMin, options.InvalidSessionWaitMax, random),
        { Cause: TransitionCause.RemoteClosed, CloseCode: RateLimitedCode } =>
            Between(options.RateLimitedWaitMin, options.RateLimitedWaitMax, random),
        { RetryAfter: { } wait } => wait < options.RetryAfterMax ? wait : options.RetryAfterMax,
        _ => TimeSpan.Zero,
    };

    private static TimeSpan Between(TimeSpan min, TimeSpan max, Func<double> random) => min + ((max - min) * random());

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
