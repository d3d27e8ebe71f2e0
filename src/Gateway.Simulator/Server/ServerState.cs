using Gateway.Simulator.Accounting;
using Gateway.Simulator.Commands;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Wire;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;

namespace Gateway.Simulator.Server;

/// <summary>
/// The parts of the server, and the one lock that guards them all. Nothing in here waits, starts a thread or sets a
/// timer: everything happens inside a call, at the time that call was given.
/// </summary>
internal sealed class ServerState
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;

    public ServerState(GatewayServerOptions options, TimeProvider time)
    {
        Options = options;
        _time = time;
        _startedAt = time.GetTimestamp();
        GatewayUrl = options.GatewayUrl;
        ResumeUrl = options.ResumeUrl;
        Random = new Random(options.Seed);
        World = new GuildWorld(options);
        Wire = new WireWorkshop(options);
        Applications = [.. options.Tokens.Select((token, number) => new Application(token, options) { Number = number })];
        Sessions = new SessionTable(this);
        Connections = new ConnectionTable(this);
        Dispatcher = new Dispatcher(this);
        Events = new EventRouter(this);
        Guilds = new GuildLife(this);
        Inbound = new InboundGate(this, CommandTable.Create(this));
        Greeter = new Greeter(this);
        SessionStart = new SessionStart(this);
        Credentials = new Credentials(this);
    }

    public Lock Gate { get; } = new();

    public GatewayServerOptions Options { get; }

    /// <summary>Random from the seed; the order of use is the order of the calls.</summary>
    public Random Random { get; }

    public Uri GatewayUrl { get; set; }

    public Uri ResumeUrl { get; set; }

    public bool ResumeHostIsRetired { get; set; }

    public Agenda Agenda { get; } = new();

    public Ledger Ledger { get; private set; } = new();

    public RuleBook Rules { get; } = new();

    public GuildWorld World { get; }

    public IReadOnlyList<Application> Applications { get; private set; }

    public WireWorkshop Wire { get; }

    public SessionTable Sessions { get; }

    public ConnectionTable Connections { get; }

    public Dispatcher Dispatcher { get; }

    public EventRouter Events { get; }

    public GuildLife Guilds { get; }

    public InboundGate Inbound { get; }

    public Greeter Greeter { get; }

    public SessionStart SessionStart { get; }

    public Credentials Credentials { get; }

    /// <summary>Server time: what has passed since the server was made. Monotonic, whatever the wall clock does.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_startedAt);

    public DateTimeOffset WallNow => _time.GetUtcNow();

    public Application? FindApplication(string token) => Applications.FirstOrDefault(a => a.Owns(token));

    /// <summary>Forgets what clients have done and what was done to them. The clock and the agenda go on.</summary>
    public void Restart()
    {
        Connections.DropAll(Now);
        Sessions.Forget();
        Rules.Clear();
        ResumeHostIsRetired = false;
        Ledger = new Ledger();
        Applications = [.. Options.Tokens.Select((token, number) => new Application(token, Options) { Number = number })];
    }

    public T Locked<T>(Func<T> action)
    {
        lock (Gate)
        {
            return action();
        }
    }

    public void Locked(Action action)
    {
        lock (Gate)
        {
            action();
        }
    }
}
