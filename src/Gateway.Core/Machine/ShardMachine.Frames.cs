using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Machine;

// What is received: the opcode table decides, the state acts.
public sealed partial class ShardMachine
{
    /// <summary>A whole payload was received: reads its envelope and does what <see cref="OnFrame"/> does.</summary>
    /// <param name="connection">Where it came from.</param>
    /// <param name="payload">The payload, decompressed, in the encoding of <see cref="ShardMachineOptions.Encoding"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="envelope">The envelope; it means nothing when the note is <see cref="FrameNote.Malformed"/>.</param>
    public FrameResult OnPayload(int connection, ReadOnlySpan<byte> payload, TimeSpan now, out GatewayEnvelope envelope)
    {
        if (Options.Encoding == GatewayEncoding.Etf)
        {
            var etfStatus = EtfEnvelopeReader.TryRead(payload, out envelope);
            return OnFrame(connection, etfStatus, envelope, EtfControlBody.ToJson(envelope, payload), now);
        }

        var status = EnvelopeReader.TryRead(payload, out envelope);
        return OnFrame(connection, status, envelope, envelope.DataOf(payload), now);
    }

    /// <summary>A payload was received and its envelope read.</summary>
    /// <param name="connection">Where it came from.</param>
    /// <param name="status">How reading it went.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="data">Its body as JSON. Of an event other than READY it is not looked at and may be empty.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether it is a dispatch that has to be delivered, and what was odd about it.</returns>
    public FrameResult OnFrame(
        int connection, EnvelopeStatus status, in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now)
    {
        if (Live is not { } live || live.Number != connection)
        {
            Counters.StaleInputs++;
            return new FrameResult(false, FrameNote.Stale);
        }

        live.OnReceived(now);
        if (_state is ReadyState)
        {
            Session!.LastByteAt = now; // Before, only what is replayed belongs to the session: Hello comes from any server.
        }

        if (status != EnvelopeStatus.Ok)
        {
            return OnMalformed(status, envelope, now);
        }

        FrameResult result;
        switch (OpcodeTable.RuleFor(_state.Kind, envelope.Opcode))
        {
            case FrameRule.Act:
                result = _state.OnFrame(envelope, data, now);
                break;
            case FrameRule.Ignore:
                Counters.IgnoredFrames++;
                result = new FrameResult(false, NoteFor(envelope.Opcode));
                break;
            case FrameRule.Reconnect:
                End(new Ending(TransitionCause.UnexpectedOpcode), now);
                return default;
            default:
                return Skip(now);
        }

        // A state skips what its phase cannot use: that goes on with the row, anything else breaks it.
        live.BadFramesInARow = result.Note == FrameNote.Skipped ? live.BadFramesInARow : 0;
        return result;
    }

    internal FrameResult Skip(TimeSpan now)
    {
        Counters.SkippedFrames++;
        return CountBadFrame(FrameNote.Skipped, now);
    }

    /// <summary>A payload that the connection is of no use without cannot be read.</summary>
    internal FrameResult EndMalformed(TimeSpan now)
    {
        Counters.MalformedFrames++;
        End(new Ending(TransitionCause.MalformedFrames), now);
        return new FrameResult(false, FrameNote.Malformed);
    }

    private FrameResult OnMalformed(EnvelopeStatus status, in GatewayEnvelope envelope, TimeSpan now)
    {
        Counters.MalformedFrames++;
        if (status == EnvelopeStatus.BodyBroken && envelope is { Opcode: (int)GatewayOpcode.Dispatch, Sequence: { } sequence })
        {
            _state.OnBrokenDispatch(sequence);
        }

        return CountBadFrame(FrameNote.Malformed, now);
    }

    private FrameResult CountBadFrame(FrameNote note, TimeSpan now)
    {
        if (++Live!.BadFramesInARow >= Options.Recovery.MalformedFramesInARow)
        {
            End(new Ending(TransitionCause.MalformedFrames), now);
        }

        return new FrameResult(false, note);
    }

    // Bounded: a peer that sends every number there is gets its first few logged.
    private FrameNote NoteFor(int opcode)
    {
        const int Remembered = 64;
        return OpcodeTable.Find(opcode) is null
            && _seenUnknownOpcodes.Count < Remembered && _seenUnknownOpcodes.Add(opcode)
                ? FrameNote.UnknownOpcode
                : FrameNote.Ignored;
    }
}
