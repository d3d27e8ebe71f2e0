using Gateway.Simulator.Tests.Support;
using Gateway.Simulator.Traffic;

namespace Gateway.Simulator.Tests.Traffic;

[TestFixture]
public sealed class TrafficTests
{
    [Test]
    public void The_rate_is_per_session_and_exact_over_time()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2, EventsPerSecond = 37.5, SuperviseHeartbeats = false });
        var one = world.Ready(0, 2, intents: 512);
        var two = world.Ready(1, 2, intents: 512);
        world.Advance(TimeSpan.FromSeconds(20));

        Assert.That(one.Dispatches, Has.Count.EqualTo(1 + 750).Within(1));
        Assert.That(two.Dispatches, Has.Count.EqualTo(1 + 750).Within(1));
    }

    [Test]
    public void Events_are_0_3_to_4_KB_of_several_kinds_with_ids_of_their_own()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { EventsPerSecond = 500 });
        var client = world.Ready(intents: Wording.AllIntents & ~1);
        world.Advance(TimeSpan.FromSeconds(4));

        var events = client.Payloads.Skip(2).ToArray();
        Assert.That(events.Select(e => e.T).Distinct(), Is.EquivalentTo(
            new[] { "MESSAGE_CREATE", "MESSAGE_UPDATE", "TYPING_START", "MESSAGE_REACTION_ADD", "PRESENCE_UPDATE" }));
        Assert.That(client.Messages.Skip(2).Select(m => m.Bytes.Length), Has.All.InRange(300, 4096));
        Assert.That(client.Messages.Skip(2).Max(m => m.Bytes.Length), Is.GreaterThan(2000));
        Assert.That(events.Where(e => e.T == "MESSAGE_CREATE").Select(e => e.D.GetProperty("id").GetString()), Is.Unique);
        Assert.That(events.Select(e => e.S!.Value), Is.EqualTo(Enumerable.Range(2, events.Length)));
        Assert.That(events.Select(e => e.Serial), Is.Ordered.And.Unique);
    }

    [Test]
    public void Events_are_of_the_guilds_of_the_shard()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { EventsPerSecond = 100 });
        var client = world.Ready(1, 3, intents: 512);
        world.Advance(TimeSpan.FromSeconds(2));

        var guilds = client.Dispatches.Skip(1).Select(e => ulong.Parse(e.D.GetProperty("guild_id").GetString()!)).Distinct().ToArray();
        Assert.That(guilds, Is.EquivalentTo(world.Server.GuildsOf(new ShardKey(1, 3))));
        Assert.That(guilds.Select(g => (g >> 22) % 3), Has.All.EqualTo(1));
    }

    [TestCase(512, new[] { "MESSAGE_CREATE", "MESSAGE_UPDATE" })]
    [TestCase(2048, new[] { "TYPING_START" })]
    [TestCase(1024 | 256, new[] { "MESSAGE_REACTION_ADD", "PRESENCE_UPDATE" })]
    [TestCase(0, new string[0])]
    public void A_session_gets_what_its_intents_ask_for(int intents, string[] names)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { EventsPerSecond = 100 });
        var client = world.Ready(intents: intents);
        world.Advance(TimeSpan.FromSeconds(5));

        Assert.That(client.Dispatches.Skip(1).Select(e => e.T).Distinct(), Is.EquivalentTo(names));
    }

    [Test]
    public void Traffic_goes_on_while_detached_and_is_replayed()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { EventsPerSecond = 20 });
        var client = world.Ready(intents: 512);
        world.Advance(TimeSpan.FromSeconds(1));
        client.Close(4000);
        world.Advance(TimeSpan.FromSeconds(3));
        var next = world.Resume(client);
        world.Advance(TimeSpan.FromSeconds(1));

        var sequences = client.Dispatches.Concat(next.Dispatches).Select(p => p.S!.Value);
        Assert.That(sequences, Is.EqualTo(Enumerable.Range(1, world.Session(client).LastSequence)));
        Assert.That(next.Dispatches, Has.Count.GreaterThan(60));
    }

    [Test]
    public void The_rate_can_change_and_stop()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 512);
        world.Server.Traffic.EventsPerSecond = 100;
        world.Advance(TimeSpan.FromSeconds(1));
        world.Server.Traffic.EventsPerSecond = 0;
        world.Advance(TimeSpan.FromSeconds(1));
        Assert.That(client.Dispatches, Has.Count.EqualTo(101).Within(2));
        Assert.That(() => world.Server.Traffic.EventsPerSecond = -1, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => world.Server.Traffic.EventsPerSecond = double.NaN, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(SamplePayloads.MinMessageBytes)]
    [TestCase(1700)]
    [TestCase(100_000)]
    public void A_sample_has_exactly_the_size_that_was_asked_for(int bytes)
    {
        Assert.That(SamplePayloads.GuildMessage(800000000000000010, bytes), Has.Length.EqualTo(bytes));
        Assert.That(SamplePayloads.DirectMessage(bytes), Has.Length.EqualTo(bytes));
        Assert.That(() => SamplePayloads.DirectMessage(1023), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
