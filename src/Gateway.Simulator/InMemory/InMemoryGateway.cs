using Gateway.Simulator.Faults;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.InMemory;

/// <summary>
/// Connects clients to a <see cref="GatewayServer"/> without sockets, threads or tasks, on the clock it is given: a
/// test with a manual clock and a queue for <c>post</c> runs a conversation of hours in milliseconds, the same way
/// each time.
/// </summary>
public sealed class InMemoryGateway : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly Func<TimeSpan> _latency;
    private readonly DeadlineTimer _deadlines;

    /// <summary>With a fixed latency.</summary>
    /// <param name="server">The server. One front a server.</param>
    /// <param name="time">The clock; the server's own, else the two drift apart.</param>
    /// <param name="post">Runs an action later, in the order posted. Every callback goes through it.</param>
    /// <param name="latency">One way, 0 or more. A dial takes two of them.</param>
    public InMemoryGateway(GatewayServer server, TimeProvider time, Action<Action> post, TimeSpan latency = default)
        : this(server, time, post, () => latency) => ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);

    /// <summary>With a latency that is asked for anew for every message. Order is kept all the same.</summary>
    /// <param name="server">The server. One front a server.</param>
    /// <param name="time">The clock; the server's own, else the two drift apart.</param>
    /// <param name="post">Runs an action later, in the order posted. Every callback goes through it.</param>
    /// <param name="latency">One way, 0 or more.</param>
    public InMemoryGateway(GatewayServer server, TimeProvider time, Action<Action> post, Func<TimeSpan> latency)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(post);
        ArgumentNullException.ThrowIfNull(latency);
        Server = server;
        _time = time;
        _post = post;
        _latency = latency;
        _deadlines = new DeadlineTimer(server, time, post);
    }

    /// <summary>The server behind it.</summary>
    public GatewayServer Server { get; }

    /// <summary>Bytes on the way to one client beyond which the server gives it up. Default: no bound.</summary>
    public long InFlightLimit { get; init; } = long.MaxValue;

    /// <summary>Dials. The answer comes as <see cref="IInMemoryClient.OnOpened"/> or <see cref="IInMemoryClient.OnRefused"/>.</summary>
    /// <param name="url">Host and port decide between gateway and resume address; the query is judged by the server.</param>
    /// <param name="client">Who hears of it.</param>
    public InMemoryClientConnection Connect(Uri url, IInMemoryClient client)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(client);
        var host = Names(Server.ResumeUrl, url) && !Names(Server.GatewayUrl, url) ? GatewayHost.Resume : GatewayHost.Main;
        var toServer = new Wire(_time, _post, _latency);
        var toClient = new Wire(_time, _post, _latency);
        return new InMemoryClientConnection(Server.Door, host, url.Query, client, toServer, toClient, InFlightLimit);
    }

    /// <summary>Stops the server's timer. Connections hear nothing of it.</summary>
    public void Dispose() => _deadlines.Dispose();

    private static bool Names(Uri address, Uri url) => address.Port == url.Port
        && string.Equals(address.Host, url.Host, StringComparison.OrdinalIgnoreCase);
}
