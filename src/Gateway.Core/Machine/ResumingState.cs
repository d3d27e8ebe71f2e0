using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>Continues a session: the token, Resume, the replay, RESUMED.</summary>
internal sealed class ResumingState(ShardMachine machine) : ConnectedState(machine)
{
    private bool _sent;
    private TimeSpan _since;

    public override ShardStateKind Kind => ShardStateKind.Resuming;

    // What is replayed extends the wait. ACKs do not: a server that answers heartbeats and nothing else would be waited
    // for as long as it does.
    protected override TimeSpan? PhaseDeadline => _sent
        ? (Machine.Session!.LastByteAt > _since ? Machine.Session.LastByteAt : _since) + Machine.Options.Timeouts.Resumed
        : _since + Machine.Options.Timeouts.Token;

    public override void OnEntered(TimeSpan now)
    {
        _since = now;
        Machine.Emit(new AcquireTokenAction(Live.Number));
    }

    public override void OnToken(string token, TimeSpan now)
    {
        if (_sent)
        {
            return;
        }

        var session = Machine.Session!;
        var payload = PayloadWriter.Resume(token, session.Id, session.Sequence, Machine.Options.Encoding);
        _sent = true;
        _since = now;
        Live.SendLog!.NoteHandshake(now);
        Machine.ResumesWithoutResumed++;
        Machine.Counters.ResumesSent++;
        Machine.Emit(new SendAction(Live.Number, SendPurpose.Resume, payload));
    }

    public override void OnBrokenDispatch(long sequence)
    {
        if (_sent)
        {
            Advance(sequence);
        }
    }

    protected override FrameResult OnDispatch(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (!_sent || envelope.EventName == DispatchEventNames.Ready)
        {
            return Machine.Skip(now); // READY answers an Identify, and none was sent.
        }

        Machine.Session!.LastByteAt = now;
        var result = Advance(envelope.Sequence);
        if (envelope.EventName == DispatchEventNames.Resumed)
        {
            Machine.MoveTo(new ReadyState(Machine), TransitionCause.ResumedReceived, null, now);
        }

        return result;
    }

    protected override void OnPhaseExpired(TimeSpan now)
    {
        if (_sent && Machine.ReadingHeldBack)
        {
            _since = now; // RESUMED may be there and not be read: a slow handler must not cost the session.
            return;
        }

        Machine.End(new Ending(_sent ? TransitionCause.ResumedTimedOut : TransitionCause.TokenUnavailable), now);
    }
}
