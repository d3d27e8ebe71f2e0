namespace Gateway.Core.Machine;

// Changes of state, and what follows after a connection has ended.
public sealed partial class ShardMachine
{
    internal void Dial(Uri url, bool isBaseUrl, TimeSpan now)
    {
        ConnectionNumber++;
        _lastDialAt = now;
        Emit(new DialAction(ConnectionNumber, Protocol.GatewayUrl.Build(url, Options.Encoding, Options.Compression), isBaseUrl, isBaseUrl && _refreshAddress));
        _refreshAddress = false;
    }

    /// <summary>The only place that changes the state.</summary>
    internal void MoveTo(
        ShardState next, TransitionCause cause, Ending? ending, TimeSpan now, TimeSpan? retryIn = null, bool willResume = false)
    {
        var from = _state.Kind;
        if (!TransitionTable.Allows(from, cause, next.Kind))
        {
            throw new InvalidOperationException($"There is no transition from {from} to {next.Kind} because of {cause}.");
        }

        if (ending is null)
        {
            _state.OnLeaving(null, now);
        }

        _state = next;
        Emit(new TransitionedAction(
            new ShardTransition(from, next.Kind, cause, ConnectionNumber, ending, retryIn, willResume)));
        next.OnEntered(now);
    }

    /// <summary>The current connection, or the attempt to make one, has ended: decides what follows and goes there.</summary>
    internal void End(Ending ending, TimeSpan now)
    {
        var state = _state.Kind;
        if (state != ShardStateKind.Ready)
        {
            _failedAttempts++;
        }

        if (_state is ConnectingState connecting)
        {
            _resumeUrlFailures += connecting.DialedResumeUrl ? 1 : 0;
            _refreshAddress |= !connecting.DialedResumeUrl;
        }

        if (ending.Cause == TransitionCause.ConsumerTooSlow && state == ShardStateKind.Resuming)
        {
            ResumesWithoutResumed--; // The replay was cut short by us: it says nothing against the session.
        }

        var closing = Release(ending, true, now);
        Follow(ending, Decide(ending, now), closing, now);
    }

    /// <summary>The wait has outlived the session: what follows is decided anew, and is an identify with its own delay.</summary>
    internal void OnSessionExpired(TimeSpan now)
    {
        var ending = new Ending(TransitionCause.SessionExpired);
        Follow(ending, Decide(ending, now), null, now);
    }

    internal bool SessionHasExpired(TimeSpan now) =>
        Session is { } session && now - session.LastByteAt > Options.Recovery.SessionLifetime;

    /// <summary>When <see cref="SessionHasExpired"/> begins to hold; null without a session.</summary>
    internal TimeSpan? SessionExpiresAt => Session?.LastByteAt + Options.Recovery.SessionLifetime + TimeSpan.FromTicks(1);

    internal void OnReady()
    {
        _failedAttempts = 0;
        _resumeUrlFailures = 0;
        _resumeOnceSpent = false;
        ResumesWithoutResumed = 0;
    }

    private void Follow(Ending ending, RecoveryDecision decision, ClosingTransport? closing, TimeSpan now)
    {
        if (decision.Ends)
        {
            var kind = decision.GaveUp ? ShardEndKind.GaveUp : ShardEndKind.Fatal;
            MoveTo(new ClosedState(this, new ShardEnd(kind, ending), closing), ending.Cause, ending, now);
            return;
        }

        Session = decision.Resume ? Session : null;
        _resumeOnceSpent |= decision.ResumesOnce;
        MoveTo(
            new ConnectingState(this, ending, decision, closing, now), ending.Cause, ending, now, decision.Delay,
            decision.Resume);
    }

    private RecoveryDecision Decide(Ending ending, TimeSpan now) => Recovery.Decide(
        new RecoveryInput
        {
            Ending = ending,
            HasSession = Session is not null,
            SessionAge = Session is { } session ? now - session.LastByteAt : TimeSpan.Zero,
            ResumesWithoutResumed = ResumesWithoutResumed,
            ResumeOnceSpent = _resumeOnceSpent,
            ResumeUrlFailures = _resumeUrlFailures,
            FailedAttempts = _failedAttempts,
            IdentifyLevel = IdentifyBackoff.Level,
        },
        Options.Recovery, Options.CloseCodes, Options.ReconnectPolicy, Options.Random);

    // Lets go of the connection: nothing of it counts from here on.
    private ClosingTransport? Release(Ending ending, bool keepSession, TimeSpan now)
    {
        _state.OnLeaving(ending, now);
        var closing = _state.Closing is { IsDone: false } old ? old : null;
        if (Live is { } live)
        {
            Live = null;
            closing = CloseFrame.Send(this, live.Number, ending.Cause, keepSession, now);
        }
        else if (_state is ConnectingState { IsDialing: true } && ending.Cause != TransitionCause.DialFailed)
        {
            Emit(new AbortTransportAction(ConnectionNumber));
        }

        return closing;
    }
}
