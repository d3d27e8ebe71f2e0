using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Transport;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Hosting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-19, F-35: the gateway cannot be reached, or says not now. There is always a next attempt, never a storm.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class UnreachableTests
{
    private const int Attempts = 5;

    [Test]
    public async Task A_server_that_goes_away_and_comes_back_is_found_again()
    {
        await using var world = await SocketWorld.StartAsync();
        await world.UntilReadyAsync();
        var (port, resumePort) = (world.Host.GatewayUrl.Port, world.Host.ResumeUrl.Port);

        await world.Host.DisposeAsync();
        await world.Run.UntilAsync(() => DialFailures(world.Run).Length >= Attempts, "refused dials");
        await using var back = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Port = port,
            ResumePort = resumePort,
            Server = new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero },
        });
        await world.Run.UntilAsync(() => back.Server.Account.Sessions.Count == 1, "a session with the new server");
        await world.UntilReadyAsync();

        // While it goes away it may still take a connection that it does not serve any more.
        Assert.That(DialFailures(world.Run).Last().Ending!.DialPhase, Is.EqualTo(DialPhase.Tcp));
        AssertCalm(world.Run, world.Transport);
        await world.Run.UntilAsync(() => world.Account.LostOf(back.Server) == 0, "everything of the new session");

        // The new server cannot know the session of the one before; Discord would, and answers op 9 all the same.
        Assert.That(back.Server.Account.Violations.Select(v => v.Kind), Is.All.EqualTo(ViolationKind.ResumeUnknownSession));
    }

    [Test]
    public async Task A_listener_that_resets_every_connection_is_tried_again()
    {
        await using var resetting = new ScriptedServer();
        var kept = ResetAllAsync(resetting);
        await using var world = await SocketWorld.StartAsync(info: host => Failing($"ws://127.0.0.1:{resetting.Port}", host));

        await AssertComesThroughAsync(world, failures => Assert.That(
            failures.Select(f => f.DialPhase), Has.All.EqualTo(DialPhase.Upgrade)));
        await resetting.DisposeAsync();
        await kept;
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_tried_again()
    {
        var options = new WebSocketTransportOptions
        {
            Resolver = static (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        };
        await using var world = await SocketWorld.StartAsync(
            transport: options, info: host => Failing("ws://gateway.test", host));

        await AssertComesThroughAsync(world, failures => Assert.That(
            failures.Select(f => f.DialPhase), Has.All.EqualTo(DialPhase.Dns)));
    }

    [Test]
    public async Task A_certificate_that_is_not_trusted_is_tried_again()
    {
        await using var server = new ScriptedServer();
        using var certificate = TestCertificate.Make();
        var secured = SecureAllAsync(server, certificate);
        var options = new WebSocketTransportOptions
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => false },
        };
        await using var world = await SocketWorld.StartAsync(
            transport: options, info: host => Failing($"wss://127.0.0.1:{server.Port}", host));

        await AssertComesThroughAsync(world, failures => Assert.That(
            failures.Select(f => f.DialPhase), Has.All.EqualTo(DialPhase.Tls)));
        await server.DisposeAsync();
        await secured;
    }

    [Test]
    public async Task A_server_that_is_down_for_good_ends_the_shard_when_the_policy_says_so()
    {
        await using var gone = new ScriptedServer();
        await gone.DisposeAsync();
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(gone.Url)) with
            {
                ReconnectPolicy = FastRecovery.Policy with { MaxFailedAttempts = 3 },
            },
            new CountingTransport());

        var error = Assert.CatchAsync<GatewayClosedException>(() => Deadline.Within(run.Running));

        Assert.That(error!.End.Kind, Is.EqualTo(ShardEndKind.GaveUp));
        await run.UntilAsync(() => DialFailures(run).Length == 3, "three failures");
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task Retry_After_of_a_refused_upgrade_is_honoured_and_the_session_resumed(int status)
    {
        var wait = TimeSpan.FromSeconds(1);
        await using var world = await SocketWorld.StartAsync(server: s => s with { EventsPerSecond = 100 });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.RefuseUpgrade(status, wait, count: 1);

        world.Server.Faults.Reset(Target.All);
        var refused = await world.Run.UntilEndedByAsync(TransitionCause.DialFailed);
        await world.AssertHealthyAsync();

        Assert.That((refused.Ending!.HttpStatus, refused.Ending.RetryAfter), Is.EqualTo((status, (TimeSpan?)wait)));
        Assert.That(refused.RetryIn, Is.GreaterThanOrEqualTo(wait));
        var dials = world.Transport.Dials;
        Assert.That(dials, Has.Count.EqualTo(3));
        Assert.That(dials[2].At - dials[1].At, Is.GreaterThanOrEqualTo(wait - TimeSpan.FromMilliseconds(20)));
        Assert.That(world.Run.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task A_refused_upgrade_without_Retry_After_is_no_tight_loop_and_costs_no_session(int status)
    {
        await using var world = await SocketWorld.StartAsync(server: s => s with { EventsPerSecond = 100 });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.RefuseUpgrade(status, count: Attempts);

        world.Server.Faults.Reset(Target.All);
        await world.Run.UntilAsync(() => DialFailures(world.Run).Length == Attempts, "refused upgrades");
        await world.AssertHealthyAsync();

        AssertCalm(world.Run, world.Transport);
        Assert.That(world.Run.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
    }

    private static SwitchingInfo Failing(string address, SimulatorHost host) =>
        new([.. Enumerable.Repeat(new Uri(address), Attempts), host.GatewayUrl]);

    private static async Task AssertComesThroughAsync(SocketWorld world, Action<Ending[]> check)
    {
        await world.AssertHealthyAsync();
        var failures = DialFailures(world.Run);
        Assert.That(failures, Has.Length.EqualTo(Attempts), world.Run.Story);
        check([.. failures.Select(f => f.Ending!)]);
        AssertCalm(world.Run, world.Transport);
    }

    private static ShardTransition[] DialFailures(RunningShard run) =>
        [.. run.Transitions.Where(t => t.Ending?.Cause == TransitionCause.DialFailed)];

    // Each failure has its next attempt, and no two attempts are closer than the least spacing.
    private static void AssertCalm(RunningShard run, CountingTransport transport)
    {
        Assert.That(DialFailures(run).Select(t => t.RetryIn), Has.None.Null);
        var dials = transport.Dials;
        var gaps = dials.Zip(dials.Skip(1), static (a, b) => b.At - a.At);

        // The dial is timed in the transport, a moment after the machine has decided on it.
        Assert.That(gaps, Has.All.GreaterThan(FastRecovery.Spacing / 2));
    }

    private static async Task ResetAllAsync(ScriptedServer server)
    {
        try
        {
            while (true)
            {
                var peer = await server.AcceptTcpAsync();
                await peer.ReadRequestAsync();
                peer.Reset();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or IOException or TimeoutException)
        {
            // The server was disposed: the test is over.
        }
    }

    private static async Task SecureAllAsync(
        ScriptedServer server, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        try
        {
            while (true)
            {
                var peer = await server.AcceptTcpAsync();
                await peer.SecureAsync(certificate).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or TimeoutException)
        {
            // The server was disposed: the test is over.
        }
    }
}
