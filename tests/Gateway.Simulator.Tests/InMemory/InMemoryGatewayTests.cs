using System.Text;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.InMemory;

[TestFixture]
public sealed class InMemoryGatewayTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(30);

    [Test]
    public void A_dial_takes_two_latencies_and_nothing_happens_inside_a_call()
    {
        using var world = new SimulatedWorld(latency: Latency);
        var client = new ScriptedClient(world, new Uri(world.Server.GatewayUrl, "/?v=10"));
        world.Advance((Latency * 2) - TimeSpan.FromTicks(1));
        Assert.That(client.IsOpen, Is.False);
        world.Advance(TimeSpan.FromTicks(1));
        Assert.That(client.IsOpen);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10 }));

        client.Connection.Send(Encoding.UTF8.GetBytes(Wording.Heartbeat(null)));
        Assert.That(client.Ops, Has.Count.EqualTo(1));
        world.Advance(Latency * 2);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10, 11 }));
    }

    [Test]
    public void Order_is_kept_when_the_latency_varies()
    {
        var time = new ManualTimeProvider();
        var posted = new Queue<Action>();
        var random = new Random(5);
        var server = new GatewayServer(new GatewayServerOptions(), time);
        using var gateway = new Gateway.Simulator.InMemory.InMemoryGateway(server, time, posted.Enqueue, () => TimeSpan.FromMilliseconds(random.Next(100)));
        var received = new List<int?>();
        var client = new Recorder(p => received.Add(p.S));
        var connection = gateway.Connect(new Uri(server.GatewayUrl, "/?v=10"), client);
        Run();
        connection.Send(Encoding.UTF8.GetBytes(Wording.Identify(intents: 0)));
        Run();
        for (var i = 0; i < 100; i++)
        {
            server.DispatchMessage(Target.All);
        }

        Run();
        Assert.That(received.Skip(1), Is.EqualTo(Enumerable.Range(1, 101)));

        void Run() => time.Advance(TimeSpan.FromSeconds(1), () =>
        {
            while (posted.TryDequeue(out var action))
            {
                action();
            }
        });
    }

    [Test]
    public void A_post_that_runs_inline_works_too()
    {
        var time = new ManualTimeProvider();
        var server = new GatewayServer(new GatewayServerOptions(), time);
        using var gateway = new Gateway.Simulator.InMemory.InMemoryGateway(server, time, a => a());
        var ops = new List<int>();
        var connection = gateway.Connect(new Uri(server.GatewayUrl, "/?v=10"), new Recorder(p => ops.Add(p.Op)));
        connection.Send(Encoding.UTF8.GetBytes(Wording.Heartbeat(null)));

        Assert.That(ops, Is.EqualTo(new[] { 10, 11 }));
    }

    [Test]
    public void What_is_sent_is_copied()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial();
        var buffer = Encoding.UTF8.GetBytes(Wording.Heartbeat(null));
        client.Connection.Send(buffer);
        Array.Clear(buffer);
        world.Settle();

        Assert.That(client.Last.Op, Is.EqualTo(11));
    }

    [Test]
    public void Paused_reading_keeps_messages_on_the_way()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        client.Connection.PauseReading(true);
        world.Server.DispatchMessage(Target.All);
        world.Server.Faults.Close(Target.All, 4000);
        world.Settle();
        Assert.That(client.Dispatches, Has.Count.EqualTo(1));
        Assert.That(client.IsClosed, Is.False);
        client.Connection.PauseReading(false);
        world.Settle();

        Assert.That(client.Dispatches, Has.Count.EqualTo(2));
        Assert.That(client.CloseCode, Is.EqualTo(4000));
    }

    [Test]
    public void A_client_that_does_not_read_is_given_up_at_the_limit()
    {
        using var world = new SimulatedWorld(inFlightLimit: 10_000);
        var client = world.Ready(intents: 0);
        client.Connection.PauseReading(true);
        for (var i = 0; i < 10; i++)
        {
            world.Server.DispatchMessage(Target.All, 2000);
        }

        world.Settle();
        Assert.That(client.IsClosed);
        Assert.That(client.CloseCode, Is.Null);
        Assert.That(world.Server.Account.Counters.SlowClientsAborted, Is.EqualTo(1));
        Assert.That(world.Server.Connections, Is.Empty);
        Assert.That(world.Session(client).EndedAt, Is.Null);
        Assert.That(world.Session(client).LastSequence, Is.EqualTo(11));
    }

    [Test]
    public void After_an_abort_the_client_hears_nothing()
    {
        using var world = new SimulatedWorld(latency: Latency);
        var client = new ScriptedClient(world, new Uri(world.Server.GatewayUrl, "/?v=10"));
        world.Advance(Latency * 2);
        var before = client.Messages.Count;
        client.Say(Wording.Heartbeat(null));
        client.Abort().Abort();
        client.Say(Wording.Heartbeat(null)).Close(1000);
        world.Advance(Latency * 10);

        Assert.That(client.Messages, Has.Count.EqualTo(before));
        Assert.That(client.IsClosed, Is.False);
        Assert.That(world.Server.Connections, Is.Empty);
    }

    [Test]
    public void An_abort_while_dialling_leaves_nothing_behind()
    {
        using var world = new SimulatedWorld(latency: Latency);
        for (var i = 0; i < 5; i++)
        {
            var client = new ScriptedClient(world, new Uri(world.Server.GatewayUrl, "/?v=10"));
            world.Advance(Latency * 0.5 * i);
            client.Abort();
            world.Advance(Latency * 4);
            Assert.That(world.Server.Connections, Is.Empty);
        }
    }

    [Test]
    public void A_close_is_answered_once_and_the_connection_is_gone()
    {
        using var world = new SimulatedWorld(latency: Latency);
        var client = new ScriptedClient(world, new Uri(world.Server.GatewayUrl, "/?v=10"));
        world.Advance(Latency * 2);
        client.Close(4000).Close(4001);
        world.Advance(Latency * 2);
        Assert.That(client.CloseCode, Is.EqualTo(4000));
        world.Advance(Latency);
        Assert.That(world.Server.Connections, Is.Empty);
    }

    private sealed class Recorder(Action<Payload> onPayload) : Gateway.Simulator.InMemory.IInMemoryClient
    {
        public void OnOpened()
        {
        }

        public void OnRefused(int? httpStatus, TimeSpan? retryAfter)
        {
        }

        public void OnMessage(ReadOnlyMemory<byte> payload, bool text) => onPayload(Payload.Parse(payload));

        public void OnClosed(int? code, string? reason)
        {
        }
    }
}
