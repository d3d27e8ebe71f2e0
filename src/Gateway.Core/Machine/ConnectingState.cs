using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>Without a usable connection: the old one is closing, a wait, a dial, or Hello is awaited.</summary>
internal sealed class ConnectingState : ShardState
{
    private readonly Ending? _after;
    private readonly bool _useResumeUrl;
    private readonly bool _serverSaidWhen;
    private Phase _phase;
    private TimeSpan _waitUntil;
    private TimeSpan _deadline;
    private bool _awaitsConsumer;

    public ConnectingState(
        ShardMachine machine, Ending? ending, RecoveryDecision decision, ClosingTransport? closing, TimeSpan now)
        : base(machine)
    {
        _after = ending;
        _useResumeUrl = decision.UseResumeUrl;
        _serverSaidWhen = ending?.RetryAfter is not null;
        _waitUntil = now + decision.Delay;
        _awaitsConsumer = ending?.Cause == TransitionCause.ConsumerTooSlow;
        Closing = closing;
        _phase = Phase.Closing;
    }

    private enum Phase
    {
        Closing,
        Waiting,
        AwaitingConsumer,
        AwaitingGrant, // As long as the gate says, but not longer than the session lives.
        Dialing,
        AwaitingHello,
    }

    public override ShardStateKind Kind => ShardStateKind.Connecting;

    public override ClosingTransport? Closing { get; }

    /// <summary>Whether the connection of this state was dialed at the session's own URL.</summary>
    public bool DialedResumeUrl { get; private set; }

    public bool AwaitsGrant => _phase == Phase.AwaitingGrant;

    public bool IsDialing => _phase == Phase.Dialing;

    public override TimeSpan? Deadline => _phase switch
    {
        Phase.Closing => Closing!.Deadline,
        Phase.Waiting => _waitUntil,
        Phase.AwaitingConsumer => null,
        Phase.AwaitingGrant => Machine.SessionExpiresAt,
        _ => _deadline,
    };

    public override void OnEntered(TimeSpan now) => GoOn(now);

    public override void OnTransportGone(TimeSpan now) => GoOn(now);

    public override void OnConsumerReady(TimeSpan now)
    {
        _awaitsConsumer = false;
        GoOn(now);
    }

    public override void OnReconnectByCaller(TimeSpan now)
    {
        // The waits before an Identify keep the day's budget, and Retry-After is the server's word: those stay.
        if (_phase is Phase.Closing or Phase.Waiting && Machine.Session is not null && !_serverSaidWhen)
        {
            _waitUntil = now;
            GoOn(now);
        }
    }

    public override void OnLeaving(Ending? ending, TimeSpan now)
    {
        if (_phase == Phase.AwaitingGrant)
        {
            Machine.Emit(new CancelConnectGrantAction(Machine.ConnectionNumber + 1));
        }
    }

    public override void OnConnectGranted(TimeSpan now)
    {
        if (!GiveUpExpiredSession(now))
        {
            Dial(now);
        }
    }

    public override void OnOpened(TimeSpan now)
    {
        if (_phase == Phase.Dialing)
        {
            _phase = Phase.AwaitingHello;
            _deadline = now + Machine.Options.Timeouts.Hello;
            Machine.Live = new LiveConnection(Machine.ConnectionNumber, now);
        }
    }

    public override void OnDialFailed(Ending ending, TimeSpan now)
    {
        if (_phase == Phase.Dialing)
        {
            Machine.End(ending, now);
        }
    }

    public override FrameResult OnFrame(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now)
    {
        switch ((GatewayOpcode)envelope.Opcode)
        {
            case GatewayOpcode.Hello when HelloPayload.TryReadInterval(data, out var interval):
                Machine.Live!.OnHello(interval, Machine.Options.Random(), now, Machine.Options.HeartbeatGrid);
                ShardState next = Machine.Session is null ? new IdentifyingState(Machine) : new ResumingState(Machine);
                Machine.MoveTo(next, TransitionCause.HelloReceived, null, now);
                break;
            case GatewayOpcode.Hello:
                return Machine.EndMalformed(now);
            case GatewayOpcode.Reconnect:
                Machine.End(new Ending(TransitionCause.ReconnectRequested), now);
                break;
            case GatewayOpcode.InvalidSession:
                Machine.End(ConnectedState.InvalidSession(data), now);
                break;
        }

        return default;
    }

    public override void OnDeadline(TimeSpan now)
    {
        switch (_phase)
        {
            case Phase.Closing when now >= Closing!.Deadline:
                Closing.Finish();
                GoOn(now);
                break;
            case Phase.Waiting when now >= _waitUntil:
                GoOn(now);
                break;
            case Phase.AwaitingGrant:
                _ = GiveUpExpiredSession(now);
                break;
            case Phase.Dialing when now >= _deadline:
                Machine.End(new Ending(TransitionCause.DialTimedOut), now);
                break;
            case Phase.AwaitingHello when now >= _deadline:
                Machine.End(new Ending(TransitionCause.HelloTimedOut), now);
                break;
        }
    }

    private void GoOn(TimeSpan now)
    {
        if (_phase is Phase.AwaitingGrant or Phase.Dialing or Phase.AwaitingHello || Closing is { IsDone: false })
        {
            return;
        }

        if (_awaitsConsumer)
        {
            _phase = Phase.AwaitingConsumer; // Waits for the user's own consumer: no deadline of ours.
            return;
        }

        if (Machine.SessionHasExpired(now))
        {
            Machine.OnSessionExpired(now);
            return;
        }

        _phase = Phase.Waiting;
        if (Machine.NextDialAt > _waitUntil)
        {
            _waitUntil = Machine.NextDialAt;
        }

        if (now < _waitUntil)
        {
            return;
        }

        if (Machine.Options.AsksBeforeDial)
        {
            _phase = Phase.AwaitingGrant;
            Machine.Emit(new AcquireConnectGrantAction(Machine.ConnectionNumber + 1, Machine.Session is not null, _after));
            return;
        }

        Dial(now);
    }

    // It was asked for a resume: what follows now is an identify, with a delay and a place in the queue of its own.
    private bool GiveUpExpiredSession(TimeSpan now)
    {
        if (!Machine.SessionHasExpired(now))
        {
            return false;
        }

        OnLeaving(null, now);
        Machine.OnSessionExpired(now);
        return true;
    }

    private void Dial(TimeSpan now)
    {
        _phase = Phase.Dialing;
        _deadline = now + Machine.Options.Timeouts.Dial;
        DialedResumeUrl = _useResumeUrl && Machine.Session?.ResumeUrl is not null;
        Machine.Dial(DialedResumeUrl ? Machine.Session!.ResumeUrl! : Machine.GatewayUrl, !DialedResumeUrl, now);
    }
}
