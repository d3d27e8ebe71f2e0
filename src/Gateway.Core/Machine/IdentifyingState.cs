using Gateway.Core.Limits;
using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>Starts a session: a permit, the token, Identify, READY.</summary>
internal sealed class IdentifyingState(ShardMachine machine) : ConnectedState(machine)
{
    private Phase _phase;
    private TimeSpan _since;

    private enum Phase
    {
        AwaitingPermit, // As long as the limiter says: no deadline.
        AwaitingToken,
        AwaitingReady,
    }

    public override ShardStateKind Kind => ShardStateKind.Identifying;

    protected override TimeSpan? PhaseDeadline => _phase switch
    {
        Phase.AwaitingToken => _since + Machine.Options.Timeouts.Token,
        Phase.AwaitingReady => ReadyDeadline(),
        _ => null,
    };

    public override void OnEntered(TimeSpan now) => Machine.Emit(new AcquireIdentifyPermitAction(Live.Number));

    public override void OnIdentifyPermit(TimeSpan now)
    {
        if (_phase == Phase.AwaitingPermit)
        {
            _phase = Phase.AwaitingToken;
            _since = now;
            Machine.Emit(new AcquireTokenAction(Live.Number));
        }
    }

    public override void OnToken(string token, TimeSpan now)
    {
        if (_phase != Phase.AwaitingToken)
        {
            return;
        }

        // First, because it throws when the token makes it too long; then nothing has changed.
        var payload = PayloadWriter.Identify(Machine.Options.Identify, Machine.Presence, token, Machine.Options.Encoding);
        _phase = Phase.AwaitingReady;
        _since = now;
        Live.SendLog!.NoteHandshake(now);
        Machine.IdentifyBackoff.OnIdentify();
        Machine.Counters.IdentifiesSent++;
        Machine.Emit(new SendAction(Live.Number, SendPurpose.Identify, payload));
    }

    public override void OnLeaving(Ending? ending, TimeSpan now)
    {
        if (_phase != Phase.AwaitingReady)
        {
            Machine.Emit(new CancelIdentifyPermitAction(Machine.ConnectionNumber));
            return;
        }

        Machine.Emit(new SettleIdentifyPermitAction(Machine.ConnectionNumber, ending?.Cause switch
        {
            null => IdentifyOutcome.Ready,
            TransitionCause.SessionInvalidated => IdentifyOutcome.InvalidSession,
            TransitionCause.ReadyTimedOut => IdentifyOutcome.TimedOut,
            _ => IdentifyOutcome.Closed,
        }));
    }

    protected override FrameResult OnDispatch(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (_phase != Phase.AwaitingReady || envelope.EventName != DispatchEventNames.Ready)
        {
            return Machine.Skip(now); // There is no session yet that an event could belong to.
        }

        if (!ReadyPayload.TryRead(data, Machine.GatewayUrl, out var ready))
        {
            return Machine.EndMalformed(now);
        }

        Machine.Session = new LiveSession(ready!.SessionId, ready.ResumeUrl, envelope.Sequence ?? 0, now);
        Machine.ReadyData = ready;
        Machine.ReadyAt = now;
        Machine.MoveTo(new ReadyState(Machine), TransitionCause.ReadyReceived, null, now);
        return new FrameResult(true, FrameNote.None);
    }

    protected override void OnPhaseExpired(TimeSpan now) => Machine.End(
        new Ending(_phase == Phase.AwaitingToken ? TransitionCause.TokenUnavailable : TransitionCause.ReadyTimedOut), now);

    // Any frame extends the wait: under load READY queues behind other things. Not for ever, though.
    private TimeSpan ReadyDeadline()
    {
        var latest = Live.LastReceivedAt > _since ? Live.LastReceivedAt : _since;
        var extended = latest + Machine.Options.Timeouts.Ready;
        var atMost = _since + Machine.Options.Timeouts.ReadyAtMost;
        return extended < atMost ? extended : atMost;
    }
}
