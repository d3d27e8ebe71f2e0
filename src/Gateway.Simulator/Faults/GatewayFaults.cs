using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.Traffic;

namespace Gateway.Simulator.Faults;

/// <summary>
/// Breaks things on purpose. Every method acts at once on the open connections, or living sessions, that the target
/// covers, tells how many it hit, and writes each into <see cref="Applied"/>.
/// </summary>
/// <remarks>Thread safe.</remarks>
public sealed partial class GatewayFaults
{
    private readonly ServerState _state;
    private readonly FaultLog _log = new();
    private readonly FaultPlanRunner _runner;

    internal GatewayFaults(ServerState state)
    {
        _state = state;
        _runner = new FaultPlanRunner(state, this);
        Rules = new ConnectionRules(state, _log);
        Http = new HttpFaults(state, _log);
    }

    /// <summary>What happens to connections that are yet to come.</summary>
    public ConnectionRules Rules { get; }

    /// <summary>Bad answers of the HTTP side, where a front has one.</summary>
    public HttpFaults Http { get; }

    /// <summary>
    /// The first 100,000 faults, in order, those of a plan included. What waits for the next connections or calls is
    /// written down when it is ordered, without a connection.
    /// </summary>
    public IReadOnlyList<AppliedFault> Applied => _state.Locked(() => _log.Applied.ToArray());

    /// <summary>Whether the resume URL takes connections.</summary>
    public bool ResumeHostIsRetired => _state.Locked(() => _state.ResumeHostIsRetired);

    /// <summary>How many faults there were, also beyond 100,000, and the latest of those that are kept.</summary>
    internal (long Count, IReadOnlyList<AppliedFault> Latest) Summary(int latest) => _state.Locked(() => (_log.Count, _log.Applied.TakeLast(latest).ToArray()));

    /// <summary>Carries out an order: any verb of <see cref="FaultCatalog"/>.</summary>
    /// <returns>What it hit.</returns>
    /// <exception cref="FaultOrderException">The order cannot be carried out; it names the field, the value and what is allowed.</exception>
    public FaultReceipt Apply(FaultOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        order.Validate();
        return _state.Locked(() =>
        {
            var hits = 0;
            var applied = _log.During(() => hits = FaultCatalog.Of(order.Verb).Apply(this, order));
            return new FaultReceipt(order, hits, applied);
        });
    }

    /// <summary>Inflicts a plan from now on, instead of the one that runs.</summary>
    /// <exception cref="ArgumentException">A value of the plan is out of its range.</exception>
    public void Run(FaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate();
        _state.Locked(() => _runner.Start(plan, _state.Now));
    }

    /// <summary>Ends the running plan. What it has done stays done.</summary>
    public void Stop() => _state.Locked(() => _runner.Start(FaultPlan.None, _state.Now));

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
    public int RequestHeartbeat(Target target, int count = 1) => Each(FaultVerb.RequestHeartbeat, count, target, (c, _) =>
    {
        for (var i = 0; i < count; i++)
        {
            c.Send(ControlPayloads.HeartbeatRequest);
        }
    });

    /// <summary>Leaves the next heartbeats unanswered, all of them when <paramref name="count"/> is null. 0 takes it back.</summary>
    public int DropAcks(Target target, int? count = null)
        => Each(FaultVerb.DropAcks, count ?? int.MaxValue, target, (c, _) => c.AcksToDrop = count ?? int.MaxValue);

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

    /// <summary>Sends a message of the caller's choice, as it is: neither encoded nor compressed.</summary>
    public int SendRaw(Target target, ReadOnlyMemory<byte> payload, bool text = true)
    {
        ReadOnlyMemory<byte> copy = payload.ToArray();
        return Each(FaultVerb.Raw, payload.Length, target, (c, _) => c.SendMessage(copy, text));
    }

    /// <summary>Sends a payload that breaks off in the middle, in the encoding and compression of the connection.</summary>
    public int SendMalformed(Target target)
        => Each(FaultVerb.Malformed, 0, target, (c, _) => c.Send(ControlPayloads.Malformed));

    /// <summary>The next dispatches go out twice, with the same sequence and serial.</summary>
    public int DuplicateNext(Target target, int count = 1)
        => EachSession(FaultVerb.Duplicate, count, target, (s, _) => s.DuplicatesDue += count);

    /// <summary>Leaves a gap in the sequence before the next dispatch. Nothing is lost: no dispatch had these numbers.</summary>
    public int SkipSequence(Target target, int count = 1)
        => EachSession(FaultVerb.SkipSequence, count, target, (s, _) => s.Sequence += count);

    /// <summary>The next dispatches carry a null sequence. They take no number and are not replayed.</summary>
    public int NullSequence(Target target, int count = 1)
        => EachSession(FaultVerb.NullSequence, count, target, (s, _) => s.NullSequencesDue += count);

    /// <summary>Dispatches a MESSAGE_CREATE whose body has this many bytes.</summary>
    public int HugePayload(Target target, int bytes)
    {
        var envelope = new DispatchEnvelope("MESSAGE_CREATE", SamplePayloads.DirectMessage(bytes));
        return EachSession(FaultVerb.HugePayload, bytes, target, (s, now) => _state.Dispatcher.Dispatch(s, envelope, now));
    }

    /// <summary>Ends sessions as if their resume window had passed. An attached connection is closed with 4009.</summary>
    public int Expire(Target target) => EachSession(FaultVerb.Expire, 0, target, (s, now) =>
    {
        var attached = s.Attached;
        _state.Sessions.End(s, SessionEndedBy.Server, SessionEndCause.ResumeWindowExpired, now);
        if (attached is not null)
        {
            _state.Connections.Close(attached, CloseCodes.SessionTimedOut, now);
        }
    });

    /// <summary>The resume URL takes no more connections; those it has stay.</summary>
    public void RetireResumeHost() => _state.Locked(() =>
    {
        _state.ResumeHostIsRetired = true;
        _log.Write(_state.Now, FaultVerb.RetireResumeHost);
    });

    /// <summary>Takes <see cref="RetireResumeHost"/> back.</summary>
    public void RestoreResumeHost() => _state.Locked(() =>
    {
        _state.ResumeHostIsRetired = false;
        _log.Write(_state.Now, FaultVerb.RestoreResumeHost);
    });

    /// <summary>Forgets what was applied, and begins with the plan of the options.</summary>
    internal void Restart()
    {
        _log.Clear();
        Http.Clear();
        _runner.Start(_state.Options.FaultPlan, _state.Now);
    }

    internal static void RequireCloseCode(int code)
    {
        if (!CloseCodes.CanBeSent(code))
        {
            throw new ArgumentOutOfRangeException(nameof(code), code, "A close frame carries 1000 to 4999, but not 1004, 1005, 1006 or 1015.");
        }
    }

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

    private int Each(FaultVerb verb, int argument, Target target, Action<ClientConnection, TimeSpan> act) => _state.Locked(() =>
    {
        var now = _state.Now;
        var whom = target.Resolve(_state);
        var hit = _state.Connections.All.Where(c => c.IsOpen && whom.Covers(c)).ToArray();
        foreach (var connection in hit)
        {
            _log.Write(new AppliedFault(now, verb, argument, connection.Id, connection.Shard, connection.Session?.Id));
            act(connection, now);
        }

        return hit.Length;
    });

    private int EachSession(FaultVerb verb, int argument, Target target, Action<Session, TimeSpan> act) => _state.Locked(() =>
    {
        var now = _state.Now;
        var hit = _state.Sessions.Living.Where(target.Resolve(_state).Covers).ToArray();
        foreach (var session in hit)
        {
            _log.Write(new AppliedFault(now, verb, argument, session.Attached?.Id, session.Shard, session.Id));
            act(session, now);
        }

        return hit.Length;
    });
}
