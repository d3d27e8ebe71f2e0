using Gateway.Simulator.Accounting;
using Gateway.Simulator.InMemory;

namespace Gateway.Simulator.Tests.Support;

/// <summary>A server, its in-memory front, a clock and a queue: everything runs on the test's thread.</summary>
internal sealed class SimulatedWorld : IDisposable
{
    private readonly Queue<Action> _posted = new();

    public SimulatedWorld(GatewayServerOptions? options = null, TimeSpan latency = default, long inFlightLimit = long.MaxValue)
    {
        Server = new GatewayServer(options ?? new GatewayServerOptions(), Time);
        Gateway = new InMemoryGateway(Server, Time, _posted.Enqueue, latency) { InFlightLimit = inFlightLimit };
    }

    public ManualTimeProvider Time { get; } = new();

    public GatewayServer Server { get; }

    public InMemoryGateway Gateway { get; }

    /// <summary>The identify limiter that the careful clients of this world share.</summary>
    public TimeSpan NextIdentifyAt { get; set; }

    public IEnumerable<ViolationKind> Violations => Server.Account.Violations.Select(v => v.Kind);

    /// <summary>Dials the gateway and waits for what comes first.</summary>
    public ScriptedClient Dial(string query = "/?v=10&encoding=json", bool resumeHost = false)
    {
        var client = new ScriptedClient(this, new Uri(resumeHost ? Server.ResumeUrl : Server.GatewayUrl, query));
        Settle();
        return client;
    }

    /// <summary>Dials and identifies.</summary>
    public ScriptedClient Ready(int shard = 0, int count = 1, int intents = 513)
    {
        var client = Dial().Say(Wording.Identify(shard, count, intents));
        Assert.That(client.Dispatches, Is.Not.Empty, "No READY.");
        return client;
    }

    /// <summary>Dials and resumes the session of another client.</summary>
    public ScriptedClient Resume(ScriptedClient before, int? sequence = null)
        => Dial(resumeHost: true).Say(Wording.Resume(before.SessionId, sequence ?? before.LastSequence));

    public SessionAccount Session(ScriptedClient client) => Server.Account.Find(client.SessionId)!;

    public void Advance(TimeSpan span) => Time.Advance(span, Settle);

    public void Settle()
    {
        while (_posted.TryDequeue(out var action))
        {
            action();
        }
    }

    public void Dispose() => Gateway.Dispose();
}
