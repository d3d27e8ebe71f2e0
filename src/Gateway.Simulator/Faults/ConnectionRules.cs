using Gateway.Simulator.Server;

namespace Gateway.Simulator.Faults;

/// <summary>
/// What happens to the connections that come next. A rule holds for <c>count</c> of them, or for ever when it is null,
/// and can be narrowed to a shard where the shard is known by then. Of two rules of one kind the older is used up first.
/// </summary>
/// <remarks>Thread safe.</remarks>
public sealed class ConnectionRules
{
    private readonly ServerState _state;
    private readonly FaultLog _log;

    internal ConnectionRules(ServerState state, FaultLog log)
    {
        _state = state;
        _log = log;
    }

    /// <summary>Resets connections as soon as they are accepted. On sockets each counts, also for a call over HTTP.</summary>
    public void ResetAccept(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.ResetAccept) { Left = count, Host = host });

    /// <summary>Accepts connections and says nothing. On sockets each counts, also for a call over HTTP.</summary>
    public void StallAccept(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.StallAccept) { Left = count, Host = host });

    /// <summary>Resets connections over the client's first TLS message. Waits in vain on a front without TLS.</summary>
    public void ResetTls(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.ResetTls) { Left = count, Host = host });

    /// <summary>Never answers the client's first TLS message. Waits in vain on a front without TLS.</summary>
    public void StallTls(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.StallTls) { Left = count, Host = host });

    /// <summary>Answers the upgrade with an HTTP status instead of 101.</summary>
    /// <param name="status">200 to 599.</param>
    /// <param name="retryAfter">Written as a Retry-After header, in whole seconds, rounded up.</param>
    /// <param name="count">How many connections; null for all.</param>
    /// <param name="host">Which address.</param>
    public void RefuseUpgrade(int status, TimeSpan? retryAfter = null, int? count = null, GatewayHost host = GatewayHost.Any)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        Add(new Rule(FaultVerb.RefuseUpgrade) { Code = status, RetryAfter = retryAfter, Left = count, Host = host });
    }

    /// <summary>Takes the upgrade request and never answers it.</summary>
    public void StallUpgrade(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.StallUpgrade) { Left = count, Host = host });

    /// <summary>Drops the socket instead of answering the upgrade request.</summary>
    public void DropUpgrade(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.DropUpgrade) { Left = count, Host = host });

    /// <summary>Says Hello later.</summary>
    public void DelayHello(TimeSpan delay, int? count = null, GatewayHost host = GatewayHost.Any)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Add(new Rule(FaultVerb.DelayHello) { Delay = delay, Left = count, Host = host });
    }

    /// <summary>Never says Hello.</summary>
    public void WithholdHello(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.WithholdHello) { Left = count, Host = host });

    /// <summary>Sends op 7 where Hello belongs.</summary>
    public void ReconnectInsteadOfHello(int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.ReconnectInsteadOfHello) { Left = count, Host = host });

    /// <summary>Closes where Hello belongs, or resets the connection.</summary>
    /// <param name="code">The close code; null for a reset.</param>
    /// <param name="count">How many connections; null for all.</param>
    /// <param name="host">Which address.</param>
    public void CloseInsteadOfHello(int? code = null, int? count = null, GatewayHost host = GatewayHost.Any)
        => Add(new Rule(FaultVerb.CloseInsteadOfHello) { Code = CodeOrReset(code), Left = count, Host = host });

    /// <summary>Sends op 7 to each connection some time after its Hello; 1001 follows after the grace of the options.</summary>
    public void ReconnectStorm(TimeSpan after, int? count = null, GatewayHost host = GatewayHost.Any)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        Add(new Rule(FaultVerb.ReconnectStorm) { Delay = after, Left = count, Host = host });
    }

    /// <summary>Takes the Identify and closes, or resets the connection, without a session. Bucket and budget are used.</summary>
    /// <param name="code">The close code; null for a reset.</param>
    /// <param name="count">How many connections; null for all.</param>
    /// <param name="shard">Only this shard id; null for every shard.</param>
    public void CloseAfterIdentify(int? code = null, int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.CloseAfterIdentify) { Code = CodeOrReset(code), Left = count, Shard = shard });

    /// <summary>Takes the Identify and answers op 9, as in an outage. Bucket and budget are used; the connection stays.</summary>
    public void InvalidateInsteadOfReady(bool resumable = false, int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.InvalidateInsteadOfReady) { Flag = resumable, Left = count, Shard = shard });

    /// <summary>Sends READY later; until then heartbeats are answered and there is no session.</summary>
    public void DelayReady(TimeSpan delay, int? count = null, int? shard = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Add(new Rule(FaultVerb.DelayReady) { Delay = delay, Left = count, Shard = shard });
    }

    /// <summary>Sends the replay and RESUMED later; until then heartbeats are answered and nothing is dispatched.</summary>
    public void DelayResumed(TimeSpan delay, int? count = null, int? shard = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Add(new Rule(FaultVerb.DelayResumed) { Delay = delay, Left = count, Shard = shard });
    }

    /// <summary>Takes the Identify, answers heartbeats, and makes no session. Bucket and budget are used.</summary>
    public void WithholdReady(int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.WithholdReady) { Left = count, Shard = shard });

    /// <summary>Takes the Resume, answers heartbeats, and dispatches nothing on this connection, RESUMED included.</summary>
    public void WithholdResumed(int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.WithholdResumed) { Left = count, Shard = shard });

    /// <summary>Takes the Resume and closes before the replay. The code decides whether the session outlives it.</summary>
    /// <param name="code">The close code; null for a reset.</param>
    /// <param name="count">How many connections; null for all.</param>
    /// <param name="shard">Only this shard id; null for every shard.</param>
    public void CloseAfterResume(int? code, int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.CloseAfterResume) { Code = CodeOrReset(code), Left = count, Shard = shard });

    /// <summary>Never answers a close frame of the client; the socket stays open and silent.</summary>
    public void NeverAnswerClose(int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.NeverAnswerClose) { Left = count, Shard = shard });

    /// <summary>Resets the socket instead of answering a close frame of the client. What the close meant for the session holds.</summary>
    public void ResetOnClose(int? count = null, int? shard = null)
        => Add(new Rule(FaultVerb.ResetOnClose) { Left = count, Shard = shard });

    /// <summary>Takes back every rule.</summary>
    public void Clear() => _state.Locked(() =>
    {
        _state.Rules.Clear();
        _log.Write(_state.Now, FaultVerb.ClearRules);
    });

    /// <summary>Whether a rule of this verb waits for a connection.</summary>
    internal bool Any(FaultVerb verb) => _state.Locked(() => _state.Rules.Any(verb));

    private static int CodeOrReset(int? code)
    {
        if (code is not { } value)
        {
            return 0;
        }

        GatewayFaults.RequireCloseCode(value);
        return value;
    }

    private void Add(Rule rule) => _state.Locked(() =>
    {
        _state.Rules.Add(rule);
        _log.Write(_state.Now, rule.Verb, rule.Code);
    });
}
