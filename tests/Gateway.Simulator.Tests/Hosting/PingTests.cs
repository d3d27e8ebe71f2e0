using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Hosting;

/// <summary>The last row of PROTOCOL §15, on the WebSocket layer but without a socket.</summary>
[TestFixture]
public sealed class PingTests
{
    [Test]
    public async Task Pings_are_answered_by_pongs_and_do_not_replace_heartbeats()
    {
        var time = new ManualTimeProvider();
        var server = new GatewayServer(new GatewayServerOptions(), time);
        var stream = new DuplexStream();
        var session = new SocketSession(server, stream, new SimulatorHostOptions(), stream.End);
        var running = session.RunAsync(GatewayHost.Main, "?v=10", CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(41250 * 0.5), static () => { });
            byte[] ping = [0x89, 0x81, 0, 0, 0, 0, (byte)('a' + i)];
            await stream.FeedAsync(ping);
            byte[] pong = [0x8A, 0x01, (byte)('a' + i)];
            await Eventually.ThatAsync(() => stream.Written.AsSpan().IndexOf(pong) > 0, "No pong.");
        }

        server.OnTimer();
        byte[] close = [0x88, 0x02, 0x03, 0xE8];
        await Eventually.ThatAsync(() => stream.Written.AsSpan().EndsWith(close), "No close frame.");
        await stream.FeedAsync([0x88, 0x80, 0, 0, 0, 0]);
        await running;
        Assert.That(server.Connections, Is.Empty);
    }
}
