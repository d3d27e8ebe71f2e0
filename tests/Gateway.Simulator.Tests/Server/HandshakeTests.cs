using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

[TestFixture]
public sealed class HandshakeTests
{
    [Test]
    public void Hello_comes_first_and_tells_the_interval()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { HeartbeatInterval = TimeSpan.FromSeconds(2) });
        var client = world.Dial();

        Assert.That(client.IsOpen);
        Assert.That(client.Ops, Is.EqualTo(new[] { 10 }));
        Assert.That(client.Last.D.GetProperty("heartbeat_interval").GetInt32(), Is.EqualTo(2000));
    }

    [Test]
    public void Keys_come_in_the_order_of_production()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();

        Assert.That(client.Payloads, Has.All.Property(nameof(Payload.Raw)).Match("^\\{\"t\":.*\"s\":.*\"op\":.*\"d\":"));
        Assert.That(client.Dispatches[0].Raw, Does.StartWith("{\"t\":\"READY\",\"s\":1,\"op\":0,\"d\":{\"sim_serial\":1,"));
    }

    [Test]
    public void Ready_comes_with_sequence_1_and_what_is_needed_to_resume()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(shard: 1, count: 2);

        var ready = client.Dispatches[0];
        Assert.That(ready.T, Is.EqualTo("READY"));
        Assert.That(ready.S, Is.EqualTo(1));
        Assert.That(ready.D.GetProperty("session_id").GetString(), Does.Match("^[0-9a-f]{32}$"));
        Assert.That(ready.D.GetProperty("resume_gateway_url").GetString(), Is.EqualTo("wss://resume.simulator.test"));
        Assert.That(ready.D.GetProperty("shard").GetRawText(), Is.EqualTo("[1,2]"));
        Assert.That(ready.D.GetProperty("guilds").GetArrayLength(), Is.EqualTo(4));
        Assert.That(ready.D.GetProperty("application").GetProperty("flags").GetInt32(), Is.Positive);
    }

    [Test]
    public void Shard_is_echoed_only_when_it_was_sent()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say("""{"op":2,"d":{"token":"Bot sim-token","intents":0,"properties":{}}}""");

        Assert.That(client.Dispatches[0].D.TryGetProperty("shard", out _), Is.False);
        Assert.That(world.Session(client).Shard, Is.EqualTo(new ShardKey(0, 1)));
    }

    [Test]
    public void Guilds_of_the_shard_are_streamed_under_the_guilds_intent()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 5, MaxConcurrency = 3 });
        var clients = Enumerable.Range(0, 3).Select(i => world.Ready(i, 3, intents: 1)).ToArray();

        var streamed = clients.Select(c => c.Dispatches.Skip(1).Select(p => p.D.GetProperty("id").GetString()).ToArray()).ToArray();
        Assert.That(clients.SelectMany(c => c.Dispatches.Skip(1)), Has.All.Property(nameof(Payload.T)).EqualTo("GUILD_CREATE"));
        Assert.That(streamed.Sum(s => s.Length), Is.EqualTo(5));
        Assert.That(streamed.SelectMany(s => s).Distinct().Count(), Is.EqualTo(5));
        for (var i = 0; i < 3; i++)
        {
            Assert.That(streamed[i].Select(id => (int)((ulong.Parse(id!) >> 22) % 3)), Has.All.EqualTo(i));
        }
    }

    [Test]
    public void Without_the_guilds_intent_there_are_no_guilds()
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Ready(intents: 512).Dispatches, Has.Count.EqualTo(1));
    }

    [TestCase("/?v=11&encoding=json", 4012, ViolationKind.InvalidVersion)]
    [TestCase("/?encoding=json", 4012, ViolationKind.InvalidVersion)]
    [TestCase("/?v=ten", 4012, ViolationKind.InvalidVersion)]
    [TestCase("/?v=10&encoding=xml", 4002, ViolationKind.UnsupportedEncoding)]
    [TestCase("/?v=10&encoding=json&compress=brotli", 4002, ViolationKind.UnsupportedEncoding)]
    public void A_url_that_is_not_served_is_closed_without_hello(string query, int code, ViolationKind kind)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial(query);

        Assert.That(client.Messages, Is.Empty);
        Assert.That(client.CloseCode, Is.EqualTo(code));
        Assert.That(world.Violations, Is.EqualTo(new[] { kind }));
    }

    [Test]
    public void Same_seed_gives_the_same_session_ids()
    {
        using var one = new SimulatedWorld(new GatewayServerOptions { Seed = 7 });
        using var two = new SimulatedWorld(new GatewayServerOptions { Seed = 7 });
        using var other = new SimulatedWorld(new GatewayServerOptions { Seed = 8 });

        var id = one.Ready().SessionId;
        Assert.That(two.Ready().SessionId, Is.EqualTo(id));
        Assert.That(other.Ready().SessionId, Is.Not.EqualTo(id));
    }
}
