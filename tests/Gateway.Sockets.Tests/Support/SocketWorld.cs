using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Hosting;

namespace Gateway.Sockets.Tests.Support;

/// <summary>One shard on the real transport against the simulator on loopback.</summary>
internal sealed class SocketWorld : IAsyncDisposable
{
    private SocketWorld(SimulatorHost host, CountingTransport transport, RunningShard running)
    {
        Host = host;
        Transport = transport;
        Run = running;
    }

    public SimulatorHost Host { get; }

    public GatewayServer Server => Host.Server;

    public CountingTransport Transport { get; }

    public RunningShard Run { get; }

    public GatewayShard Shard => Run.Shard;

    public LossAccount Account => Run.Account;

    /// <summary>Starts both. The shard is on its way, not yet Ready.</summary>
    public static async Task<SocketWorld> StartAsync(
        Func<GatewayServerOptions, GatewayServerOptions>? server = null,
        Func<GatewayShardOptions, GatewayShardOptions>? shard = null,
        WebSocketTransportOptions? transport = null,
        DispatchHandler? onDispatch = null,
        Action<SimulatorHost>? prepare = null,
        Func<SimulatorHost, IGatewayInfoSource>? info = null,
        Action<CountingTransport>? prepareTransport = null)
    {
        // Slow machines hold processes up: only what a test is about is short.
        var serverOptions = new GatewayServerOptions
        {
            HeartbeatInterval = TimeSpan.FromSeconds(5),
            HeartbeatGrace = 10,
            IdentifyWindow = TimeSpan.Zero,
            ReplayCapacity = 100_000,
        };
        var host = await SimulatorHost.StartAsync(
            new SimulatorHostOptions { Server = server?.Invoke(serverOptions) ?? serverOptions });
        prepare?.Invoke(host);
        var options = RunningShard.Options(info?.Invoke(host) ?? new FixedGatewayInfoSource(host.GatewayUrl));
        var counting = new CountingTransport(transport);
        prepareTransport?.Invoke(counting);
        return new SocketWorld(
            host, counting, new RunningShard(shard?.Invoke(options) ?? options, counting, onDispatch));
    }

    public Task UntilReadyAsync() => Run.UntilReadyAsync();

    /// <summary>Something happens to the connection; waits until the shard has noticed and is Ready again.</summary>
    public async Task RecoversFromAsync(Action happening)
    {
        var before = Shard.Status.Connection;
        happening();
        await Run.UntilAsync(() => Shard.Status.Connection > before, "another dial");
        await UntilReadyAsync();
    }

    /// <summary>What has to hold at the end: nothing lost, nothing twice, no rule broken, one socket at a time.</summary>
    /// <param name="provoked">Kinds of violation that the test provokes.</param>
    public async Task AssertHealthyAsync(params ViolationKind[] provoked)
    {
        Server.Traffic.EventsPerSecond = 0;
        await UntilReadyAsync();
        await Run.UntilAsync(() => Account.LostOf(Server) == 0, "everything that was sent has come");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Account.Duplicates, Is.Zero, "duplicated");
            Assert.That(Account.OutOfOrder, Is.Zero, "out of order");
            Assert.That(
                Server.Account.Violations.Where(v => !provoked.Contains(v.Kind)).Select(v => v.ToString()), Is.Empty, Run.Story());
            Assert.That(Transport.MostOpen, Is.EqualTo(1), "sockets open at a time");
            Assert.That(Server.Account.MaxOpenByShard.Values, Is.All.EqualTo(1), "sockets of the shard at the server");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Run.DisposeAsync();
        Assert.That(Transport.Open, Is.Zero, "sockets left open");
        await Host.DisposeAsync();
    }
}
