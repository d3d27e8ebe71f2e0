using System.Net.WebSockets;
using Gateway.Interop.Zstd;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>Encodings, compression, TLS and the faults of the wire, with .NET's own client on loopback.</summary>
[TestFixture]
[Category("Sockets")]
internal sealed class WireSocketTests
{
    [Test, Combinatorial]
    public async Task Every_combination_is_served(
        [Values("json", "etf")] string encoding,
        [Values("", "payload", "zlib-stream", "zstd-stream")] string compress,
        [Values] bool tls)
    {
        await using var host = await StartAsync(tls);
        using var client = await new WireSocketClient(compress, encoding, host.Certificate).ReadyAsync(host.GatewayUrl, compress);
        for (var bytes = 1024; bytes <= 64 << 10; bytes *= 2)
        {
            host.Server.DispatchMessage(Target.All, bytes);
            Assert.That((await client.NextAsync()).T, Is.EqualTo("MESSAGE_CREATE"));
        }

        await client.SendAsync(Wording.Heartbeat(1));
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(11));
        Assert.That(host.Server.Account.Violations, Is.Empty);
    }

    [Test]
    public async Task With_tls_the_urls_say_so_and_http_is_served_too()
    {
        await using var host = await StartAsync(tls: true);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => host.Certificate!.Equals(certificate) };
        using var http = new HttpClient(handler) { BaseAddress = host.HttpBaseUrl };
        var answer = await http.GetStringAsync(new Uri("api/v10/gateway", UriKind.Relative), SocketClient.Soon());

        Assert.That((host.GatewayUrl.Scheme, host.ResumeUrl.Scheme, host.HttpBaseUrl.Scheme), Is.EqualTo(("wss", "wss", "https")));
        Assert.That(answer, Does.Contain(host.GatewayUrl.OriginalString.TrimEnd('/')));
        Assert.That(host.Certificate!.HasPrivateKey, Is.False);
        Assert.That(host.Certificate.MatchesHostname("localhost") && host.Certificate.MatchesHostname("127.0.0.1"));
    }

    [Test]
    public async Task A_client_that_does_not_trust_the_certificate_stays_out()
    {
        await using var host = await StartAsync(tls: true);
        using var client = new WireSocketClient();

        Assert.That(async () => await client.DialAsync(host.GatewayUrl), Throws.InstanceOf<WebSocketException>());
        Assert.That(host.Server.Connections, Is.Empty);
    }

    [Test]
    public async Task Without_tls_there_is_no_certificate()
    {
        await using var host = await StartAsync(tls: false);

        Assert.That(host.Certificate, Is.Null);
    }

    [TestCase("/some/path")]
    [TestCase("/some/path/")]
    public async Task An_upgrade_is_served_at_any_path(string path)
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient().DialAsync(host.ResumeUrl, path);

        Assert.That((await client.NextAsync()).Op, Is.EqualTo(10));
    }

    [Test]
    public async Task A_message_comes_in_small_frames()
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient().ReadyAsync(host.GatewayUrl);
        host.Server.Faults.Fragment(Target.All, 100, 1);
        host.Server.DispatchMessage(Target.All, 2000);
        var text = await client.NextTextAsync();
        Assert.That(client.Pieces, Is.EqualTo((text.Length + 99) / 100));

        await client.SendAsync(Wording.Heartbeat(1));
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(11));
        Assert.That(client.Pieces, Is.EqualTo(1), "only one message was meant");
    }

    [Test]
    public async Task Messages_that_are_written_together_come_one_by_one()
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient("zlib-stream").ReadyAsync(host.GatewayUrl);
        host.Server.Faults.MergeWrites(Target.All, 3);
        for (var i = 0; i < 3; i++)
        {
            host.Server.DispatchMessage(Target.All, 2000);
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.That((await client.NextAsync()).T, Is.EqualTo("MESSAGE_CREATE"));
        }
    }

    [Test]
    public async Task A_split_payload_comes_in_two_messages()
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient("zlib-stream").ReadyAsync(host.GatewayUrl);
        host.Server.Faults.Split(Target.All, 5);
        host.Server.DispatchMessage(Target.All, 2000);
        byte[] payload = [.. await client.NextTextAsync(), .. await client.NextTextAsync()];

        Assert.That(Payload.Parse(payload).T, Is.EqualTo("MESSAGE_CREATE"));
    }

    [Test]
    public async Task What_drips_arrives_whole()
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient("zstd-stream").ReadyAsync(host.GatewayUrl);
        host.Server.Faults.Drip(Target.All, 50, TimeSpan.FromMilliseconds(1));
        host.Server.DispatchMessage(Target.All, 2000);

        Assert.That((await client.NextAsync()).T, Is.EqualTo("MESSAGE_CREATE"));
    }

    [TestCase("zlib-stream", typeof(InvalidDataException))]
    [TestCase("zstd-stream", typeof(ZstdException))]
    public async Task Garbage_is_inside_the_stream(string compress, Type error)
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient(compress).ReadyAsync(host.GatewayUrl, compress);
        host.Server.Faults.Corrupt(Target.All);

        Assert.That(async () => await client.NextTextAsync(), Throws.InstanceOf(error));
    }

    [Test]
    public async Task An_announced_message_never_comes_and_the_connection_can_still_be_reset()
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient().ReadyAsync(host.GatewayUrl);
        host.Server.Faults.Announce(Target.All);
        host.Server.DispatchMessage(Target.All, 2000);
        var receiving = client.NextTextAsync();
        host.Server.Faults.Reset(Target.All);

        Assert.That(async () => await receiving, Throws.InstanceOf<WebSocketException>());
    }

    [Test]
    public async Task Bytes_that_are_no_frame_end_the_connection()
    {
        await using var host = await StartAsync(tls: false);
        using var client = await new WireSocketClient().ReadyAsync(host.GatewayUrl);
        host.Server.Faults.SendUnframed(Target.All, new byte[] { 0xFF, 0x00 });

        Assert.That(async () => await client.NextTextAsync(), Throws.InstanceOf<WebSocketException>());
    }

    [TestCase(FaultVerb.ResetAccept, false)]
    [TestCase(FaultVerb.ResetAccept, true)]
    [TestCase(FaultVerb.ResetTls, true)]
    public async Task A_connection_is_reset_and_the_next_is_not(FaultVerb verb, bool tls)
    {
        await using var host = await StartAsync(tls);
        host.Server.Faults.Apply(new FaultOrder(verb, 1).With("host", "main"));
        using var refused = new WireSocketClient(trusted: host.Certificate);
        using var elsewhere = await new WireSocketClient(trusted: host.Certificate).DialAsync(host.ResumeUrl);
        Assert.That(async () => await refused.DialAsync(host.GatewayUrl), Throws.InstanceOf<WebSocketException>());
        using var next = await new WireSocketClient(trusted: host.Certificate).DialAsync(host.GatewayUrl);

        Assert.That((await next.NextAsync()).Op, Is.EqualTo(10));
        Assert.That((await elsewhere.NextAsync()).Op, Is.EqualTo(10));
    }

    [TestCase(FaultVerb.StallAccept, false)]
    [TestCase(FaultVerb.StallAccept, true)]
    [TestCase(FaultVerb.StallTls, true)]
    public async Task A_connection_stalls_and_the_next_does_not(FaultVerb verb, bool tls)
    {
        await using var host = await StartAsync(tls);
        host.Server.Faults.Apply(new FaultOrder(verb, 1));
        using var stalled = new WireSocketClient(trusted: host.Certificate);
        using var giveUp = new CancellationTokenSource();
        var dialing = stalled.DialAsync(host.GatewayUrl, cancellationToken: giveUp.Token);

        // The rule is used up by the first that the server accepts, which is the first that dials.
        await Eventually.ThatAsync(() => !host.Server.Faults.Rules.Any(verb), "the stalled one was accepted");
        using var next = await new WireSocketClient(trusted: host.Certificate).DialAsync(host.GatewayUrl);
        Assert.That((await next.NextAsync()).Op, Is.EqualTo(10));
        Assert.That(dialing.IsCompleted, Is.False);

        await giveUp.CancelAsync();
        Assert.That(async () => await dialing, Throws.InstanceOf<Exception>());
    }

    [SetUp]
    public void Need_the_library() => Assume.That(LibZstd.IsAvailable, "No libzstd on this machine to check with.");

    private static Task<SimulatorHost> StartAsync(bool tls)
        => SimulatorHost.StartAsync(new SimulatorHostOptions { UseTls = tls, Server = new GatewayServerOptions { GuildCount = 0 } });
}
