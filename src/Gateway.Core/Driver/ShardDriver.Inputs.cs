using Gateway.Core.Delivery;
using Gateway.Core.Diagnostics;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Transport;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Driver;

// What a connection reports.
internal sealed partial class ShardDriver
{
    /// <summary>The URL of a dial; the gateway's own may have to be asked for.</summary>
    public async ValueTask<Uri> ResolveAsync(DialAction action, CancellationToken cancellationToken)
    {
        if (!action.IsBaseUrl)
        {
            return action.Url;
        }

        var info = await Options.GatewayInfo.GetAsync(action.Refresh, cancellationToken).ConfigureAwait(false);
        if (info.SessionStartLimit is { } limit)
        {
            IdentifyLimiter.Update(limit);
        }

        lock (_gate)
        {
            _machine.GatewayUrl = info.Url;
        }

        return GatewayUrl.Build(info.Url, Options.Encoding, Options.Compression);
    }

    public void OnDialing(ShardConnection connection, Uri url) =>
        Logger.Dialing(Options.Shard, url.Authority, connection.Number);

    /// <summary>False: the machine does not want this connection any more.</summary>
    public bool OnOpened(ShardConnection connection)
    {
        bool accepted;
        lock (_gate)
        {
            _machine.OnOpened(connection.Number, Now);
            accepted = _machine.IsOpen(connection.Number);
        }

        if (accepted)
        {
            Meter.Opened();
            Logger.Opened(Options.Shard, connection.Number);
        }

        PerformActions();
        return accepted;
    }

    public void OnDialFailed(ShardConnection connection, Exception error)
    {
        var ending = error is TransportConnectException refused
            ? new Ending(TransitionCause.DialFailed)
            {
                DialPhase = refused.Phase,
                HttpStatus = refused.HttpStatus,
                RetryAfter = refused.RetryAfter,
                Error = error,
            }
            : new Ending(TransitionCause.DialFailed) { DialPhase = DialPhase.Unknown, Error = error };
        Input((connection.Number, ending), static (m, s, now) => m.OnDialFailed(s.Number, s.ending, now));
    }

    public void OnClosed(ShardConnection connection, int? code, string? reason) => Input(
        (connection.Number, code, reason), static (m, s, now) => m.OnClosed(s.Number, s.code, s.reason, now));

    public void OnLost(ShardConnection connection, Ending ending) => Input(
        (connection.Number, ending), static (m, s, now) => m.OnLost(s.Number, s.ending, now));

    /// <summary>The hot path: a message was received. True: it is an event for the handler.</summary>
    public bool OnMessage(
        ShardConnection connection, PooledMessage message, out Dispatch dispatch, out string? sessionId)
    {
        var inbox = connection.Inbox;
        var status = inbox.Codec.TryRead(message, inbox.MaySplit, out var envelope, out var length);
        if (length < message.Length)
        {
            inbox.KeepRest(message, length);
        }

        var payload = message.WrittenSpan;
        var data = inbox.Codec.ControlBody(envelope, payload);
        FrameResult result;
        bool hasActions;
        lock (_gate)
        {
            result = Frame(connection, status, envelope, data);
            sessionId = _machine.Session?.Id;
            if (result.Deliver)
            {
                connection.Arriving.Set(sessionId, envelope.Sequence ?? 0);
            }

            hasActions = _machine.HasActions;
            if (!hasActions && envelope.Opcode != (int)GatewayOpcode.Dispatch)
            {
                Arm(); // An answer to op 1 may have been put off.
            }
        }

        if (_faulted is { } fault)
        {
            Crash(fault);
        }

        Meter.Received(payload.Length);
        Observe(payload);
        if (Logger.IsEnabled(LogLevel.Debug))
        {
            Logger.Received(Options.Shard, envelope.Opcode, envelope.EventName, envelope.Sequence, payload.Length);
        }

        if (hasActions)
        {
            PerformActions();
        }

        if (result.Note != FrameNote.None || envelope.Opcode == (int)GatewayOpcode.HeartbeatAck)
        {
            OnNote(result.Note, envelope, payload.Length);
        }

        var sifted = Sifted.Deliver;
        if (!result.Deliver || !Passes(envelope, message, ref sifted) || !IsWanted(inbox.Codec, envelope, payload))
        {
            connection.Arriving.Clear();
            dispatch = default;
            return false;
        }

        Meter.Dispatched(envelope.Event);
        dispatch = new Dispatch(Options.Shard, envelope, message, sifted == Sifted.Mark);
        return true;
    }

    // Under the lock. What throws in there is a policy, or another part that was given to the machine.
    private FrameResult Frame(
        ShardConnection connection, EnvelopeStatus status, in GatewayEnvelope envelope, ReadOnlySpan<byte> data)
    {
        try
        {
            return _machine.OnFrame(connection.Number, status, envelope, data, Now);
        }
#pragma warning disable CA1031 // The shard ends with it, loudly.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _faulted = e;
            return default;
        }
    }

    /// <summary>The queue is full and the mode says: reconnect, and resume when it is half empty.</summary>
    public async ValueTask OnConsumerTooSlowAsync(ShardConnection connection)
    {
        OnLost(connection, new Ending(TransitionCause.ConsumerTooSlow));
        if (Delivery is QueuedDelivery queued)
        {
            await queued.Queue.WaitForSpaceAsync(untilHalfEmpty: true).ConfigureAwait(false);
        }

        Input(0, static (m, _, now) => m.OnConsumerReady(now));
    }

    // Before the selection, which may leave out what the filter has to see: GUILD_CREATE.
    private bool Passes(in GatewayEnvelope envelope, PooledMessage message, ref Sifted sifted)
    {
        if (Sieve?.Filter is not { } filter)
        {
            return true;
        }

        sifted = filter.Sift(new Dispatch(Options.Shard, envelope, message));
        if (sifted == Sifted.Drop)
        {
            Meter.Dropped("resharding");
        }

        return sifted != Sifted.Drop;
    }

    private bool IsWanted(PayloadCodec codec, in GatewayEnvelope envelope, ReadOnlySpan<byte> payload)
    {
        if (Selection is null)
        {
            return true;
        }

        var wanted = envelope.Event is { } known && Selection.NeedsGuildId(known)
            ? Selection.Allows(known, codec.HasGuildId(envelope.DataOf(payload)))
            : Selection.Allows(envelope.Event);
        if (!wanted)
        {
            Meter.Dropped("filtered");
        }

        return wanted;
    }

    private void OnNote(FrameNote note, in GatewayEnvelope envelope, int bytes)
    {
        switch (note)
        {
            case FrameNote.Stale:
                Meter.Stale();
                break;
            case FrameNote.UnknownOpcode:
                Logger.UnknownOpcode(Options.Shard, envelope.Opcode);
                break;
            case FrameNote.Skipped or FrameNote.Malformed:
                Meter.BadFrame(note);
                Logger.BadFrame(Options.Shard, note, bytes);
                break;
            case FrameNote.Duplicate:
                Meter.Dropped("duplicate");
                break;
            case FrameNote.Gap:
                Meter.Gap();
                OnGap(envelope.Sequence ?? 0);
                break;
            case FrameNote.None when Read(static m => m.LastLatency) is { } latency:
                Meter.Latency(latency);
                break;
        }
    }

    private void OnGap(long sequence)
    {
        // Once an episode: as long as one connection lives.
        var connection = Read(static m => m.ConnectionNumber);
        if (connection != _gapWarnedOn)
        {
            _gapWarnedOn = connection;
            Logger.SequenceGap(Options.Shard, sequence);
        }
    }

    private void Observe(ReadOnlySpan<byte> payload)
    {
        if (Options.FrameObserver is not { } observer)
        {
            return;
        }

        try
        {
            observer.OnReceived(Options.Shard, payload);
        }
#pragma warning disable CA1031 // An observer only looks on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Logger.ObserverFailed(Options.Shard, e);
        }
    }

    private int _gapWarnedOn;
    private Exception? _faulted;
}
