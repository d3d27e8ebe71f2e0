using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Hosting;

[TestFixture]
[NonParallelizable]
[Category("Sockets")]
public sealed class ManyConnectionsTests
{
    private const int Connections = 2000;

    [Test]
    public async Task Two_thousand_connections_are_held_at_the_same_time_and_each_gets_its_event_and_its_ack()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero, IdentifyTotal = Connections, GuildCount = 0 },
        });
        var clients = new List<SocketClient>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                clients.Add(await SocketClient.ReadyAsync(host.GatewayUrl, i, Connections));
            }

            Assert.That(host.Server.DispatchMessage(Target.All, 1024), Has.Count.EqualTo(Connections));
            foreach (var client in clients)
            {
                await client.SendAsync(Wording.Heartbeat(1));
                Assert.That((await client.NextAsync()).T, Is.EqualTo("MESSAGE_CREATE"));
                Assert.That((await client.NextAsync()).Op, Is.EqualTo(11));
            }

            Assert.That(host.Server.Connections.Count(c => c is { IsOpen: true, SessionId: not null }), Is.EqualTo(Connections));
            Assert.That(host.Server.Account.Violations, Is.Empty);
        }
        finally
        {
            clients.ForEach(c => c.Dispose());
        }
    }
}
