using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.Traffic;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;

namespace Gateway.Simulator;

/// <summary>
/// A Discord gateway without sockets: sessions, connections, limits, replay, traffic and faults. A front brings the
/// connections: <see cref="InMemory.InMemoryGateway"/> or <see cref="Hosting.SimulatorHost"/>. It starts no thread and
/// sets no timer; with the same seed, clock and calls it does the same.
/// </summary>
/// <remarks>Thread safe: one lock guards everything. Times are "server time", counted from the making of the server.</remarks>
public sealed class GatewayServer
{
    private readonly ServerState _state;

    /// <summary>Makes a server.</summary>
    /// <param name="options">What kind of Discord it is.</param>
    /// <param name="time">The clock. It is only read; the front sets the timers.</param>
    /// <exception cref="ArgumentException">Options are out of range; all are named at once.</exception>
    public GatewayServer(GatewayServerOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _state = new ServerState(options, time);
        Account = new GatewayAccount(_state);
        Faults = new GatewayFaults(_state);
        Traffic = new TrafficGenerator(_state);
        Traffic.EventsPerSecond = options.EventsPerSecond;
        Faults.Run(options.FaultPlan);
        Guilds = new GuildControl(_state);
        Door = new FrontDoor(_state);
    }

    /// <summary>The options it was made with.</summary>
    public GatewayServerOptions Options => _state.Options;

    /// <summary>Server time now.</summary>
    public TimeSpan Now => _state.Now;

    /// <summary>What Get Gateway tells.</summary>
    public Uri GatewayUrl => _state.Locked(() => _state.GatewayUrl);

    /// <summary>What READY tells.</summary>
    public Uri ResumeUrl => _state.Locked(() => _state.ResumeUrl);

    /// <summary>What was sent, what was seen, who broke a rule.</summary>
    public GatewayAccount Account { get; }

    /// <summary>What clients have done wrong so far. The last line of a test: <c>server.Report.ThrowIfAny();</c></summary>
    public ViolationReport Report => Account.Report;

    /// <summary>The bot tokens of this moment, in the order of the options: another one after a reset, null after a revocation.</summary>
    public IReadOnlyList<string?> Tokens => _state.Locked(() => _state.Applications.Select(a => a.Token).ToArray());

    /// <summary>What goes wrong on purpose.</summary>
    public GatewayFaults Faults { get; }

    /// <summary>Guilds that come and go.</summary>
    public GuildControl Guilds { get; }

    /// <summary>The events that come by themselves.</summary>
    public TrafficGenerator Traffic { get; }

    /// <summary>The connections of this moment, closing ones included, in the order they were opened.</summary>
    public IReadOnlyList<ConnectionSnapshot> Connections => _state.Locked(() => _state.Connections.All
        .Select(c => new ConnectionSnapshot(c.Id, c.Shard, c.Session?.Id, c.IsOpen, c.IsHalfOpen, c.OpenedAt, c.Peer.QueuedBytes)).ToArray());

    /// <summary>The guild ids of a shard, in the order in which READY lists them.</summary>
    public IReadOnlyList<ulong> GuildsOf(ShardKey shard) => [.. _state.World.GuildsOf(shard).Select(g => g.Id)];

    /// <summary>The daily budget of a bot, as Get Gateway Bot would tell it.</summary>
    /// <param name="token">The token, with or without <c>Bot </c> before it.</param>
    /// <returns>Null when the token is not, or no longer, one of the server's.</returns>
    public SessionStartLimit? GetSessionStartLimit(string token)
        => _state.Locked(() => _state.FindApplication(token)?.Limit(_state.Now));

    /// <summary>Dispatches an event to every living session of the target, whatever its intents, attached or not.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="eventName">The value of <c>t</c>. Written as it is, so without quotes and backslashes.</param>
    /// <param name="body">The JSON of <c>d</c>, not checked. An object gets <c>sim_serial</c> as its first key; anything else goes out unchanged, without a serial.</param>
    /// <returns>One receipt a session.</returns>
    public IReadOnlyList<DispatchReceipt> Dispatch(Target target, string eventName, ReadOnlySpan<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var envelope = new DispatchEnvelope(eventName, body);
        return ForEachSession(target, (session, now) => _state.Dispatcher.Dispatch(session, envelope, now));
    }

    /// <summary>Dispatches an event to every living session of the target, so many times each, with a sequence and a serial of its own each time.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="prepared">What.</param>
    /// <param name="count">How often, 1 to 1,000,000. Nothing else happens on the server meanwhile.</param>
    /// <returns>How many sessions it went to.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    public int Dispatch(Target target, PreparedDispatch prepared, int count)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1_000_000);
        return ForEachSession(target, (session, now) =>
        {
            DispatchReceipt last = default;
            for (var i = 0; i < count && session.IsAlive; i++)
            {
                last = _state.Dispatcher.Dispatch(session, prepared.Envelope, now);
            }

            return last;
        }).Count;
    }

    /// <summary>Dispatches a MESSAGE_CREATE to every living session of the target, in a guild of its shard.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="bytes">Length of <c>d</c> without <c>sim_serial</c>: <see cref="SamplePayloads.MinMessageBytes"/> to <see cref="SamplePayloads.MaxMessageBytes"/>.</param>
    /// <returns>One receipt a session.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public IReadOnlyList<DispatchReceipt> DispatchMessage(Target target, int bytes = 1700)
    {
        var direct = SamplePayloads.DirectMessage(bytes);
        return ForEachSession(target, (session, now) =>
        {
            var guild = _state.World.GuildsOf(session.Shard).FirstOrDefault();
            var body = guild is null ? direct : SamplePayloads.GuildMessage(guild.Id, bytes);
            return _state.Dispatcher.Dispatch(session, "MESSAGE_CREATE", body, now);
        });
    }

    /// <summary>The names of the 79 documented dispatch events, in the order of Discord's list.</summary>
    public static IReadOnlyList<string> EventNames { get; } = [.. EventCatalogue.All.Select(e => e.Name)];

    /// <summary>Dispatches an event as Discord does: to the living sessions of every bot whose shard and intents ask for it, attached or not.</summary>
    /// <param name="eventName">The value of <c>t</c>: one of <see cref="EventNames"/>, or with a body any name of letters, digits and <c>_</c>. Unknown events need no intent.</param>
    /// <param name="target">Where it happens.</param>
    /// <param name="body">
    /// The JSON of <c>d</c>, not checked; empty to have one made, complete and of the world's guilds, channels and users. Sessions
    /// without MESSAGE_CONTENT get a message without its content. A guild event to <see cref="DispatchTo.All"/> goes out as it is to every shard.
    /// </param>
    /// <returns>One receipt a session that gets it; none when nobody asks for it.</returns>
    /// <exception cref="ArgumentException">The event is unknown and has no body, its name is no name, or it cannot happen there.</exception>
    public IReadOnlyList<DispatchReceipt> DispatchEvent(string eventName, DispatchTo target, ReadOnlySpan<byte> body = default)
    {
        var given = body.IsEmpty ? null : body.ToArray();
        return _state.Locked(() =>
        {
            _state.Events.Check(eventName, target, given is not null);
            return _state.Events.Dispatch(eventName, target, given, _state.Now);
        });
    }

    /// <summary>When <see cref="OnTimer"/> has to be called next, in server time; null for never.</summary>
    public TimeSpan? NextDeadline => _state.Locked(() => _state.Agenda.Next);

    /// <summary>Does what is due. Calling it too early does nothing.</summary>
    public void OnTimer() => _state.Locked(() => _state.Agenda.Run(_state.Now));

    /// <summary>
    /// As if the simulator had been started anew, at the addresses it has: every connection is reset, and sessions,
    /// records, counters, violations, rules, faults, budgets and revoked tokens are forgotten. Traffic and fault plan are
    /// again those of the options. Server time and serials go on.
    /// </summary>
    public void Restart() => _state.Locked(() =>
    {
        _state.Restart();
        Faults.Restart();
        Traffic.EventsPerSecond = Options.EventsPerSecond;
    });

    /// <summary>The state, for the fronts.</summary>
    internal FrontDoor Door { get; }

    /// <summary>The state, for the calls of HTTP and the reports.</summary>
    internal ServerState State => _state;

    private List<DispatchReceipt> ForEachSession(Target target, Func<Session, TimeSpan, DispatchReceipt> dispatch) => _state.Locked(() =>
    {
        var now = _state.Now;
        return _state.Sessions.Living.Where(target.Resolve(_state).Covers).ToArray().Select(s => dispatch(s, now)).ToList();
    });
}
