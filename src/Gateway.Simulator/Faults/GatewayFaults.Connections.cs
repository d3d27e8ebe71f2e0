using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Faults;

/// <content>What acts on open connections.</content>
public sealed partial class GatewayFaults
{
    /// <summary>Resets connections without a close frame; what is in flight is lost.</summary>
    public int Reset(Target target) => Each(FaultVerb.Reset, 0, target, (c, now) => _state.Connections.Drop(c, reset: true, now));

    /// <summary>Closes with a code; the code decides whether the session outlives it.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="code">A code that a close frame may carry: 1000–4999 but not 1004, 1005, 1006, 1015.</param>
    /// <param name="reason">The reason; null for the usual text of the code.</param>
    /// <exception cref="ArgumentOutOfRangeException">The code cannot be sent.</exception>
    public int Close(Target target, int code, string? reason = null)
    {
        RequireCloseCode(code);
        return Each(FaultVerb.Close, code, target, (c, now) => _state.Connections.Close(c, code, now, reason));
    }

    /// <summary>Ends the stream behind what was sent, without a close frame.</summary>
    public int CloseWithoutFrame(Target target)
        => Each(FaultVerb.CloseWithoutFrame, 0, target, (c, now) => _state.Connections.Drop(c, reset: false, now));

    /// <summary>Sends op 7, and closes with 1001 after the grace of the options.</summary>
    public int SendReconnect(Target target)
        => Each(FaultVerb.Reconnect, 0, target, (c, now) => _state.Greeter.RequestReconnect(c, now));

    /// <summary>Sends op 9. True detaches the session, which may then be resumed, on this socket too; false ends it.</summary>
    public int InvalidateSession(Target target, bool resumable) => Each(
        resumable ? FaultVerb.InvalidateResumable : FaultVerb.Invalidate, 0, target,
        (c, now) => Invalidate(c, resumable ? "true" : "false", resumable, now));

    /// <summary>Sends op 9 with any JSON as its body, and ends the session.</summary>
    public int SendInvalidSession(Target target, string rawBody)
    {
        ArgumentNullException.ThrowIfNull(rawBody);
        return Each(FaultVerb.InvalidateGarbage, 0, target, (c, now) => Invalidate(c, rawBody, keepsSession: false, now));
    }

    /// <summary>Sends op 1, <paramref name="count"/> times.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="count">How often.</param>
    /// <param name="interval">The time from one to the next; zero, the default, sends all at once.</param>
    public int RequestHeartbeat(Target target, int count = 1, TimeSpan interval = default) => Each(FaultVerb.RequestHeartbeat, count, target, (c, now) =>
    {
        for (var i = 0; i < count && interval <= TimeSpan.Zero; i++)
        {
            AskForBeat(c);
        }

        if (interval > TimeSpan.Zero)
        {
            AskForBeats(c, count, interval, now);
        }
    });

    /// <summary>Leaves the next heartbeats unanswered, all of them when <paramref name="count"/> is null. 0 takes it back.</summary>
    public int DropAcks(Target target, int? count = null)
        => Each(FaultVerb.DropAcks, count ?? int.MaxValue, target, (c, _) => c.AcksToDrop = count ?? int.MaxValue);

    /// <summary>Answers heartbeats later. Zero takes it back.</summary>
    public int DelayAcks(Target target, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Each(FaultVerb.DelayAcks, Milliseconds(delay), target, (c, _) => c.AckDelay = delay);
    }

    /// <summary>Sends everything this much later, in order, a close frame included. Zero takes it back.</summary>
    public int DelaySends(Target target, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Each(FaultVerb.DelaySends, Milliseconds(delay), target, (c, _) => (c.SlowSends ??= new SlowLane(_state, c)).Delay = delay);
    }

    /// <summary>Takes note of what comes this much later, in order, a close frame included. Zero takes it back.</summary>
    public int DelayReads(Target target, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Each(FaultVerb.DelayReads, Milliseconds(delay), target, (c, _) => (c.SlowReads ??= new SlowLane(_state, c)).Delay = delay);
    }

    /// <summary>The server neither reads nor writes any more and never answers a close; the socket stays open.</summary>
    public int HalfOpen(Target target) => Each(FaultVerb.HalfOpen, 0, target, (c, _) =>
    {
        c.IsHalfOpen = true;
        c.Peer.Freeze();
    });

    /// <summary>The server reads nothing any more, but goes on sending.</summary>
    public int StopReading(Target target) => Each(FaultVerb.StopReading, 0, target, (c, _) =>
    {
        c.IsDeaf = true;
        c.Peer.StopReading();
    });

    /// <summary>Sends any opcode with any body, in any state: <c>{"t":null,"s":null,"op":…,"d":…}</c>.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="op">The opcode, known or not.</param>
    /// <param name="rawBody">The JSON of <c>d</c>, written as it is.</param>
    public int SendOp(Target target, int op, string rawBody = "null")
    {
        ArgumentNullException.ThrowIfNull(rawBody);
        var payload = ControlPayloads.Any(op, rawBody);
        return Each(FaultVerb.SendOp, op, target, (c, _) =>
        {
            c.BeatsAskedFor += op == Opcode.Heartbeat ? 1 : 0;
            c.Send(payload);
        });
    }

    /// <summary>Sends a message of the caller's choice, as it is: neither encoded nor compressed.</summary>
    public int SendRaw(Target target, ReadOnlyMemory<byte> payload, bool text = true)
    {
        ReadOnlyMemory<byte> copy = payload.ToArray();
        return Each(FaultVerb.Raw, payload.Length, target, (c, _) => c.SendMessage(copy, text));
    }

    /// <summary>Sends a payload that breaks off in the middle, in the encoding and compression of the connection.</summary>
    public int SendMalformed(Target target)
        => Each(FaultVerb.Malformed, 0, target, (c, _) => c.Send(ControlPayloads.Malformed));

    private void Invalidate(ClientConnection connection, string body, bool keepsSession, TimeSpan now)
    {
        if (connection.Session is { } session)
        {
            if (keepsSession)
            {
                _state.Sessions.Detach(session, now);
            }
            else
            {
                _state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.InvalidSession, now);
            }
        }

        connection.Auth = AuthState.Invalidated;
        connection.Send(ControlPayloads.InvalidSession(body));
    }

    private static void AskForBeat(ClientConnection connection)
    {
        connection.BeatsAskedFor++;
        connection.Send(ControlPayloads.HeartbeatRequest);
    }

    private void AskForBeats(ClientConnection connection, int left, TimeSpan interval, TimeSpan now)
    {
        AskForBeat(connection);
        if (left > 1)
        {
            _state.Agenda.At(now + interval, due =>
            {
                if (connection.IsOpen)
                {
                    AskForBeats(connection, left - 1, interval, due);
                }
            });
        }
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(int.MaxValue, time.TotalMilliseconds);
}
