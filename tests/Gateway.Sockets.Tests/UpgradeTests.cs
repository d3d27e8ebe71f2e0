using System.IO.Compression;
using System.Net.Security;
using System.Text;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Shard.WebsocketClient;
using Gateway.Simulator.Hosting;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-36, and what else a connection can be made of: TLS, compressed payloads.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class UpgradeTests
{
    [Test]
    public async Task Every_upgrade_names_a_User_Agent()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions { RefuseWithoutUserAgent = true });
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(host.GatewayUrl)), new CountingTransport());
        await run.UntilReadyAsync();
        host.Server.Faults.Reset(Simulator.Target.All);
        await run.UntilAsync(() => run.Counters.ResumesSent == 1, "a resume");
        await run.UntilReadyAsync();

        Assert.That(host.UpgradesWithoutUserAgent, Is.Zero);
        Assert.That(host.LastUpgradeHeaders["User-Agent"], Does.StartWith("DiscordBot ("));
    }

    [Test]
    public async Task A_session_over_TLS_with_a_check_of_ones_own()
    {
        await using var server = new ScriptedServer();
        using var certificate = TestCertificate.Make();
        var options = new WebSocketTransportOptions
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.Thumbprint,
            },
        };
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(new Uri($"wss://localhost:{server.Port}"))), new CountingTransport(options));

        var first = await AcceptSecurelyAsync(server, certificate);
        await first.StartSessionAsync(TimeSpan.FromMinutes(1));
        await first.DispatchAsync("MESSAGE_CREATE", 2);
        await run.UntilAsync(() => run.Account.CountOf("MESSAGE_CREATE") == 1, "the message");
        first.Peer.Reset();
        var second = await AcceptSecurelyAsync(server, certificate);
        var resume = await second.ResumeSessionAsync(TimeSpan.FromMinutes(1), 3);
        await run.UntilReadyAsync();

        Assert.That(resume.GetProperty("seq").GetInt32(), Is.EqualTo(2));
    }

    [Test]
    public async Task Compressed_payloads_are_inflated_and_mixed_with_plain_ones()
    {
        await using var server = new ScriptedServer();
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Compression = GatewayCompression.Payload }, new CountingTransport());
        var gateway = new ScriptedGateway(await server.AcceptAsync());
        await gateway.HelloAsync(TimeSpan.FromMinutes(1));
        var identify = await gateway.ReadOpcodeAsync(2);

        await gateway.Peer.WriteAsync(Compressed(ScriptedGateway.Ready("session-1")));
        for (var s = 2; s <= 101; s++)
        {
            await (s % 2 == 0
                ? gateway.Peer.WriteAsync(Compressed($$$"""{"t":"MESSAGE_CREATE","s":{{{s}}},"op":0,"d":{"content":"{{{new string('x', s * 100)}}}"}}"""))
                : gateway.DispatchAsync("MESSAGE_CREATE", s));
        }

        await run.UntilAsync(() => run.Account.CountOf("MESSAGE_CREATE") == 100, "all messages");
        Assert.That(identify.GetProperty("compress").GetBoolean(), Is.True);
        Assert.That((run.Account.Duplicates, run.Account.OutOfOrder, run.Shard.Status.Sequence), Is.EqualTo((0, 0, 101L)));
    }

    [Test]
    public async Task A_corrupt_compressed_payload_is_a_reconnect_and_a_resume()
    {
        await using var server = new ScriptedServer();
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Compression = GatewayCompression.Payload }, new CountingTransport());
        var first = new ScriptedGateway(await server.AcceptAsync());
        await first.StartSessionAsync(TimeSpan.FromMinutes(1));
        await run.UntilReadyAsync();

        await first.Peer.WriteAsync(Frames.Make(Frames.BinaryOpcode, [0x78, 0x9C, 0xFF, 0xFF, 0xFF, 0xFF]));
        var second = new ScriptedGateway(await server.AcceptAsync());
        var resume = await second.ResumeSessionAsync(TimeSpan.FromMinutes(1), 2);
        await run.UntilReadyAsync();

        Assert.That(resume.GetProperty("seq").GetInt32(), Is.EqualTo(1));
        Assert.That(run.Transitions.Single(t => t.Ending is not null).Ending!.Cause, Is.EqualTo(Core.Machine.TransitionCause.DecodeFailed));
    }

    private static async Task<ScriptedGateway> AcceptSecurelyAsync(
        ScriptedServer server, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        var peer = await server.AcceptTcpAsync();
        await peer.SecureAsync(certificate);
        await peer.UpgradeAsync();
        return new ScriptedGateway(peer);
    }

    private static byte[] Compressed(string payload)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Fastest))
        {
            zlib.Write(Encoding.UTF8.GetBytes(payload));
        }

        return Frames.Make(Frames.BinaryOpcode, bytes.ToArray());
    }
}
