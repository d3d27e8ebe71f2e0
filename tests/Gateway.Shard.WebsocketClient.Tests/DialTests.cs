using System.Net;
using System.Net.Sockets;
using Gateway.Contracts;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>Each phase of a dial stalls or fails, and the failure says which.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class DialTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    // Only the time-out under test is short: another one that fires is a failure.
    private static readonly WebSocketTransportOptions Patient = new()
    {
        TcpTimeout = Deadline.Limit,
        TlsTimeout = Deadline.Limit,
        UpgradeTimeout = Deadline.Limit,
        DialTimeout = Deadline.Limit,
        UseProxy = false,
        Resolver = static (_, _) => new ValueTask<IPAddress[]>([IPAddress.Loopback]),
    };

    [Test]
    public async Task A_resolver_that_stalls_is_told_as_Dns_even_if_it_ignores_its_token()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        var failure = await CatchAsync(
            Patient with { TcpTimeout = Short, Resolver = (_, _) => new ValueTask<IPAddress[]>(never.Task) }, "ws://gateway.test/");

        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Dns, true)));
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_told_as_Dns()
    {
        var failing = Patient with { Resolver = static (_, _) => throw new SocketException((int)SocketError.HostNotFound) };
        var failure = await CatchAsync(failing, "ws://gateway.test/");
        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Dns, false)));

        failure = await CatchAsync(Patient with { Resolver = static (_, _) => new ValueTask<IPAddress[]>([]) }, "ws://gateway.test/");
        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Dns, false)));
    }

    [Test]
    public async Task A_host_that_does_not_answer_is_told_as_Tcp()
    {
        using var stalling = await StallingListener.StartAsync(IPAddress.Loopback);

        var failure = await CatchAsync(Patient with { TcpTimeout = Short }, $"ws://gateway.test:{stalling.Port}/");

        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Tcp, true)));
    }

    [Test]
    public async Task Addresses_that_stall_or_refuse_leave_time_for_the_next()
    {
        await using var server = new ScriptedServer();
        using var stalling = await StallingListener.StartAsync(IPAddress.Parse("127.0.0.2"), server.Port);
        var options = Patient with
        {
            TcpTimeout = TimeSpan.FromSeconds(3),
            Resolver = static (_, _) => new ValueTask<IPAddress[]>(
                [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Loopback]),
        };

        var accepting = server.AcceptAsync();
        var connection = await Deadline.Within(
            new WebSocketTransport(options).ConnectAsync(new Uri($"ws://gateway.test:{server.Port}/"), CancellationToken.None));

        Assert.That((await accepting).Request["host"], Is.EqualTo($"gateway.test:{server.Port}"));
        connection.Abort();
    }

    [Test]
    public async Task A_server_that_says_nothing_to_TLS_is_told_as_Tls()
    {
        await using var server = new ScriptedServer();

        var failure = await CatchAsync(Patient with { TlsTimeout = Short }, $"wss://localhost:{server.Port}/");

        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Tls, true)));
        await (await server.AcceptTcpAsync()).WaitForEndAsync();
    }

    [Test]
    public async Task A_server_that_closes_in_TLS_is_told_as_Tls()
    {
        await using var server = new ScriptedServer();
        var closing = CloseAsync();

        var failure = await CatchAsync(Patient, $"wss://localhost:{server.Port}/");
        await closing;

        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Tls, false)));

        async Task CloseAsync() => (await server.AcceptTcpAsync()).Dispose();
    }

    [Test]
    public async Task A_certificate_that_nobody_trusts_is_told_as_Tls()
    {
        await using var server = new ScriptedServer();
        using var certificate = TestCertificate.Make();
        var securing = SecureAsync();

        var failure = await CatchAsync(Patient, $"wss://localhost:{server.Port}/");
        await securing;

        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Tls, false)));

        async Task SecureAsync()
        {
            try
            {
                await (await server.AcceptTcpAsync()).SecureAsync(certificate);
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client has hung up, as it should.
            }
        }
    }

    [Test]
    public async Task A_server_that_does_not_answer_the_upgrade_is_told_as_Upgrade()
    {
        await using var server = new ScriptedServer();

        var failure = await CatchAsync(Patient with { UpgradeTimeout = Short }, server.Url.AbsoluteUri);

        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Upgrade, true)));
        await (await server.AcceptTcpAsync()).WaitForEndAsync();
    }

    [Test]
    public async Task The_deadline_of_the_whole_dial_ends_any_phase()
    {
        var time = new ManualTimeProvider();
        await using var server = new ScriptedServer();

        var dialling = CatchAsync(Patient with { DialTimeout = Short, TimeProvider = time }, server.Url.AbsoluteUri);
        await (await server.AcceptTcpAsync()).ReadRequestAsync();
        time.Advance(Short);

        var failure = await dialling;
        Assert.That((failure.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Upgrade, true)));
    }

    [Test]
    public async Task A_later_phase_does_not_inherit_what_is_left_of_an_earlier_one()
    {
        // TCP and TLS have hardly any time, and are over when the clock moves.
        var time = new ManualTimeProvider();
        await using var server = new ScriptedServer();
        var options = Patient with { TcpTimeout = Short, TlsTimeout = Short, TimeProvider = time };

        var dialling = Deadline.Within(new WebSocketTransport(options).ConnectAsync(server.Url, CancellationToken.None));
        var peer = await server.AcceptTcpAsync();
        await peer.ReadRequestAsync();
        time.Advance(Short * 2);
        await peer.AnswerUpgradeAsync();

        (await dialling).Abort();
    }

    [TestCase("http://127.0.0.1/")]
    [TestCase("/relative")]
    public void A_URL_of_another_kind_is_the_callers_mistake(string url)
    {
        Assert.CatchAsync<ArgumentException>(
            () => new WebSocketTransport().ConnectAsync(new Uri(url, UriKind.RelativeOrAbsolute), CancellationToken.None).AsTask());
    }

    [Test]
    public void Options_that_are_out_of_range_are_named_together()
    {
        var options = new WebSocketTransportOptions
        {
            TcpTimeout = TimeSpan.Zero,
            ReadAheadBytes = 1,
            UserAgent = "",
            RequestHeaders = new Dictionary<string, string> { ["user-agent"] = "x", ["X-Secret"] = "hush\r\n" },
        };

        var failure = Assert.Catch<ArgumentException>(() => _ = new WebSocketTransport(options));

        Assert.That(
            failure!.Message,
            Does.Contain("TcpTimeout").And.Contain("ReadAheadBytes").And.Contain("UserAgent").And.Contain("User-Agent").And.Contain("X-Secret"));
        Assert.That(failure.Message, Does.Not.Contain("hush"));
    }

    private static async Task<TransportConnectException> CatchAsync(WebSocketTransportOptions options, string url)
    {
        try
        {
            (await Deadline.Within(new WebSocketTransport(options).ConnectAsync(new Uri(url), CancellationToken.None))).Abort();
        }
        catch (TransportConnectException e)
        {
            return e;
        }

        throw new AssertionException("The dial succeeded.");
    }
}
