using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>
/// What Identifying, Resuming and Ready have in common: heartbeats, and the opcodes that mean the same in all of them.
/// </summary>
internal abstract class ConnectedState(ShardMachine machine) : ShardState(machine)
{
    // No shard misses ten million events without being told.
    private const long MaxGap = 10_000_000;

    public sealed override TimeSpan? Deadline
    {
        get
        {
            var beat = Live.NextDeadline;
            return PhaseDeadline is { } phase && phase < beat ? phase : beat;
        }
    }

    /// <summary>The deadline of what the state itself waits for.</summary>
    protected virtual TimeSpan? PhaseDeadline => null;

    protected LiveConnection Live => Machine.Live!;

    public sealed override FrameResult OnFrame(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now)
    {
        switch ((GatewayOpcode)envelope.Opcode)
        {
            case GatewayOpcode.Dispatch:
                return OnDispatch(envelope, data, now);
            case GatewayOpcode.Heartbeat:
                Machine.Counters.HeartbeatRequests++;
                if (Live.TryAnswer(now))
                {
                    Machine.EmitHeartbeat(null);
                }

                break;
            case GatewayOpcode.HeartbeatAck:
                return new FrameResult(false, Live.Heartbeat!.OnAck(now) ? FrameNote.None : FrameNote.Ignored);
            case GatewayOpcode.Reconnect:
                Machine.End(new Ending(TransitionCause.ReconnectRequested), now);
                break;
            case GatewayOpcode.InvalidSession:
                Machine.End(InvalidSession(data), now);
                break;
        }

        return default;
    }

    public sealed override void OnReconnectByCaller(TimeSpan now) =>
        Machine.End(new Ending(TransitionCause.ReconnectByCaller), now);

    public sealed override void OnDeadline(TimeSpan now)
    {
        if (Live.Heartbeat!.IsZombie(now, Machine.ReadingHeldBack))
        {
            Machine.End(new Ending(TransitionCause.HeartbeatTimedOut), now);
            return;
        }

        if (Live.TryBeat(now, Machine.ReadingHeldBack, out var lateness))
        {
            Machine.EmitHeartbeat(lateness);
        }

        if (PhaseDeadline is { } phase && now >= phase)
        {
            OnPhaseExpired(now);
        }
    }

    /// <summary>Only <c>true</c> keeps the session; <c>false</c>, a missing body and anything else end it.</summary>
    internal static Ending InvalidSession(ReadOnlySpan<byte> data) =>
        new(TransitionCause.SessionInvalidated) { SessionResumable = data.SequenceEqual("true"u8) };

    protected abstract FrameResult OnDispatch(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now);

    protected virtual void OnPhaseExpired(TimeSpan now)
    {
    }

    /// <summary>Moves the session's cursor: what is at or below it was delivered before, a gap is delivered and counted.</summary>
    protected FrameResult Advance(long? sequence)
    {
        if (sequence is not { } s)
        {
            return new FrameResult(true, FrameNote.None); // Without a number there is nothing to compare.
        }

        var session = Machine.Session!;
        if (s <= session.Sequence)
        {
            Machine.Counters.Duplicates++;
            return new FrameResult(false, FrameNote.Duplicate);
        }

        if (s - session.Sequence > MaxGap)
        {
            // Believed, it would make duplicates of all that comes after it.
            Machine.Counters.MalformedFrames++;
            return new FrameResult(false, FrameNote.Malformed);
        }

        var gap = s > session.Sequence + 1;
        session.Sequence = s;
        if (!gap)
        {
            return new FrameResult(true, FrameNote.None);
        }

        Machine.Counters.Gaps++;
        return new FrameResult(true, FrameNote.Gap);
    }
}
