using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Hosting;

/// <summary>The machine's deadlines on the system's timers.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class HeartbeatClockTests
{
    [Test]
    public async Task A_silent_client_is_closed_with_1000()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(100) },
        });
        using var client = await SocketClient.ReadyAsync(host.GatewayUrl);

        Assert.That(await client.UntilClosedAsync(), Is.EqualTo(1000));
    }

    [Test]
    public async Task A_client_that_never_echoes_a_close_is_reset_after_the_time_out()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { CloseTimeout = TimeSpan.FromMilliseconds(50) },
        });
        using var client = await SocketClient.ReadyAsync(host.GatewayUrl);
        host.Server.Faults.Close(Target.All, 4000);

        await Eventually.ThatAsync(() => host.Server.Connections.Count == 0, "The connection is forgotten.");
    }

    [Test]
    public async Task A_manual_clock_drives_the_host_too()
    {
        var time = new ManualTimeProvider();
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions { Time = time });
        using var client = await SocketClient.ReadyAsync(host.GatewayUrl);
        time.Advance(TimeSpan.FromMilliseconds(41250 * 1.5), () => { });

        Assert.That(await client.UntilClosedAsync(), Is.EqualTo(1000));
    }
}
