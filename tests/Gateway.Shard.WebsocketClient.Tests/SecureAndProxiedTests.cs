using System.Net;
using System.Net.Security;
using System.Text;
using Gateway.Contracts;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>TLS with a check of one's own, and proxies.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class SecureAndProxiedTests
{
    [Test]
    public async Task A_certificate_is_accepted_by_the_callers_own_check()
    {
        await using var server = new ScriptedServer();
        using var certificate = TestCertificate.Make();
        string? checkedSubject = null;
        var options = Trusting((_, presented, _, _) => (checkedSubject = presented?.Subject) is not null);

        var accepting = AcceptAsync();
        var connection = await Deadline.Within(
            new WebSocketTransport(options).ConnectAsync(new Uri($"wss://localhost:{server.Port}/"), CancellationToken.None));
        var peer = await accepting;

        Assert.That(checkedSubject, Is.EqualTo("CN=localhost"));
        await AssertTalksAsync(connection, peer);

        async Task<ScriptedPeer> AcceptAsync()
        {
            var accepted = await server.AcceptTcpAsync();
            await accepted.SecureAsync(certificate);
            await accepted.UpgradeAsync();
            return accepted;
        }
    }

    [TestCase("ws")]
    [TestCase("wss")]
    public async Task A_proxy_is_asked_for_a_tunnel(string scheme)
    {
        await using var proxy = new ScriptedServer();
        using var certificate = TestCertificate.Make();
        var options = Trusting((_, presented, _, _) => presented?.Subject == "CN=localhost") with { UseProxy = true, Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}") };

        var accepting = AcceptAsync();
        var connection = await Deadline.Within(
            new WebSocketTransport(options).ConnectAsync(new Uri($"{scheme}://gateway.test:1234/"), CancellationToken.None));
        var peer = await accepting;

        await AssertTalksAsync(connection, peer);

        async Task<ScriptedPeer> AcceptAsync()
        {
            var accepted = await proxy.AcceptTcpAsync();
            await accepted.ReadRequestAsync();
            Assert.That(accepted.Request[""], Does.StartWith("CONNECT gateway.test:1234 "));
            await accepted.WriteAsync("HTTP/1.1 200 Go on\r\n\r\n"u8.ToArray());
            if (scheme == "wss")
                await accepted.SecureAsync(certificate);
            await accepted.UpgradeAsync();
            return accepted;
        }
    }

    [Test]
    public async Task A_proxy_that_refuses_is_told_as_Tcp()
    {
        await using var proxy = new ScriptedServer();
        var options = new WebSocketTransportOptions { Proxy = new WebProxy($"http://127.0.0.1:{proxy.Port}") };

        var refusing = RefuseAsync();
        var failure = Assert.CatchAsync<TransportConnectException>(() => Deadline.Within(
            new WebSocketTransport(options).ConnectAsync(new Uri("wss://gateway.test/"), CancellationToken.None)));
        await refusing;

        Assert.That(failure!.Phase, Is.EqualTo(DialPhase.Tcp));

        async Task RefuseAsync() => await (await proxy.AcceptTcpAsync()).RefuseAsync(403);
    }

    private static WebSocketTransportOptions Trusting(RemoteCertificateValidationCallback check) => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = check },
    };

    private static async Task AssertTalksAsync(ITransportConnection connection, ScriptedPeer peer)
    {
        await peer.SendTextAsync("welcome");
        var destination = new System.Buffers.ArrayBufferWriter<byte>();
        await Deadline.Within(connection.WaitForDataAsync());
        await Deadline.Within(connection.ReceiveAsync(destination, 1024));
        Assert.That(Encoding.UTF8.GetString(destination.WrittenSpan), Is.EqualTo("welcome"));
        await Deadline.Within(connection.CloseOutputAsync(4000, ""));
        Assert.That(await peer.ReadCloseAsync(), Is.EqualTo(4000));
        connection.Abort();
        await peer.WaitForEndAsync();
    }
}
