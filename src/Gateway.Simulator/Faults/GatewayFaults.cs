using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

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
        RequireBot(order);
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
        foreach (var order in plan.Deck.Concat(plan.Steps.Select(s => s.Order)))
        {
            RequireBot(order);
        }

        _state.Locked(() => _runner.Start(plan, _state.Now));
    }

    /// <summary>Ends the running plan. What it has done stays done.</summary>
    public void Stop() => _state.Locked(() => _runner.Start(FaultPlan.None, _state.Now));

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
