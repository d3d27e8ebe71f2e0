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

    [Test]
    public void The_mix_says_which_events_come_and_how_often()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Wording.AllIntents & ~1);
        world.Server.Traffic.Plan = new TrafficPlan
        {
            EventsPerSecond = 400,
            Mix = new Dictionary<string, double> { ["GUILD_BAN_ADD"] = 3, ["MESSAGE_DELETE"] = 1, ["VOICE_STATE_UPDATE"] = 0, ["INTERACTION_CREATE"] = 1 },
        };
        world.Advance(TimeSpan.FromSeconds(10));

        var share = client.Dispatches.Skip(1).GroupBy(d => d.T!).ToDictionary(g => g.Key, g => g.Count() / 4000.0);
        Assert.That(share.Keys, Is.EquivalentTo(new[] { "GUILD_BAN_ADD", "MESSAGE_DELETE", "INTERACTION_CREATE" }));
        Assert.That(share["GUILD_BAN_ADD"], Is.EqualTo(0.6).Within(0.04));
        Assert.That(share["MESSAGE_DELETE"], Is.EqualTo(0.2).Within(0.04));
    }

    [Test]
    public void Every_event_of_guilds_but_GUILD_CREATE_can_be_in_the_mix_with_the_ids_of_its_guild()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 3 });
        var client = world.Ready(intents: Wording.AllIntents);
        var before = client.Dispatches.Count;
        var names = GatewayServer.EventNames.Except(World.EventIntents.OfFirstShard).Except(World.EventIntents.OfEveryShard)
            .Except(["GUILD_CREATE"]).ToArray();
        world.Server.Traffic.Plan = new TrafficPlan { EventsPerSecond = 1000, Mix = names.ToDictionary(n => n, _ => 1.0) };
        world.Advance(TimeSpan.FromSeconds(3));

        var guilds = world.Server.GuildsOf(new ShardKey(0, 1)).Select(g => $"{g}").ToArray();
        var events = client.Dispatches.Skip(before).ToArray();
        Assert.That(events.Select(e => e.T).Distinct(), Is.EquivalentTo(names));
        foreach (var dispatch in events)
        {
            var id = dispatch.D.TryGetProperty("guild_id", out var of) ? of : dispatch.T == "RATE_LIMITED" ? dispatch.D.GetProperty("meta").GetProperty("guild_id") : dispatch.D.GetProperty("id");
            Assert.That(guilds, Does.Contain(id.GetString()), dispatch.Raw);
            Assert.That(dispatch.Raw, Does.Not.Contain("879604904174"), "The stand-in guild shows.");
            Assert.That(dispatch.Raw, Does.Not.Contain("700000199999"), "A user of the stand-in guild shows.");
        }
    }

    [Test]
    public void The_rate_can_be_by_guild()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 9, IdentifyWindow = TimeSpan.Zero });
        var five = world.Ready(0, 2, 512);
        var four = world.Ready(1, 2, 512);
        world.Server.Traffic.Plan = new TrafficPlan { EventsPerSecondPerGuild = 20 };
        world.Advance(TimeSpan.FromSeconds(5));

        Assert.That(world.Server.GuildsOf(new ShardKey(0, 2)), Has.Count.EqualTo(5).Or.Count.EqualTo(4));
        Assert.That(new[] { five.Dispatches.Count - 1, four.Dispatches.Count - 1 }.Order(), Is.EqualTo(new[] { 400, 500 }).Within(2));
    }

    [Test]
    public void Bursts_come_at_once_and_again_after_the_interval()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 512);
        world.Server.Traffic.Plan = new TrafficPlan { BurstSize = 250, BurstInterval = TimeSpan.FromSeconds(2) };
        var counts = new List<int>();
        for (var second = 0; second < 6; second++)
        {
            world.Advance(TimeSpan.FromSeconds(1.01));
            counts.Add(client.Dispatches.Count - 1);
        }

        Assert.That(counts, Is.EqualTo(new[] { 0, 250, 250, 500, 500, 750 }));
    }

    [Test]
    public void The_same_seed_makes_the_same_events_and_another_seed_others()
    {
        string[] Run(int seed)
        {
            using var world = new SimulatedWorld(new GatewayServerOptions { Seed = seed, EventsPerSecond = 50 });
            var client = world.Ready(intents: Wording.AllIntents);
            world.Advance(TimeSpan.FromSeconds(2));
            return [.. client.Payloads.Select(p => p.Raw)];
        }

        var first = Run(3);
        Assert.That(Run(3), Is.EqualTo(first));
        Assert.That(Run(4).Skip(20), Is.Not.EqualTo(first.Skip(20)));
    }

    [TestCase(512, false)]
    [TestCase(512 | 32768, true)]
    public void Messages_have_content_when_the_intent_is_there(int intents, bool whole)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { EventsPerSecond = 50 });
        var client = world.Ready(intents: intents);
        world.Advance(TimeSpan.FromSeconds(1));

        var texts = client.Dispatches.Skip(1).Select(d => d.D.GetProperty("content").GetString()!.Length > 0).ToArray();
        Assert.That(texts, Has.Length.GreaterThan(40).And.All.EqualTo(whole));
    }

    [Test]
    public void A_plan_that_cannot_be_is_refused_with_all_that_is_wrong()
    {
        using var world = new SimulatedWorld();
        var plan = new TrafficPlan
        {
            BurstSize = -1,
            EventsPerSecondPerGuild = double.NaN,
            Mix = new Dictionary<string, double> { ["READY"] = 1, ["TYPING_START"] = -1 },
        };

        Assert.That(() => world.Server.Traffic.Plan = plan, Throws.ArgumentException
            .With.Message.Contains("BurstSize is -1").And.Message.Contains("EventsPerSecondPerGuild is NaN")
            .And.Message.Contains("Mix[READY]").And.Message.Contains("Mix[TYPING_START] is -1"));
        Assert.That(() => world.Server.Traffic.Plan = new TrafficPlan { Mix = new Dictionary<string, double>() }, Throws.ArgumentException);
        Assert.That(world.Server.Traffic.Plan, Is.EqualTo(TrafficPlan.None));
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
