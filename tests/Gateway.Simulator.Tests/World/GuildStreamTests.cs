using System.Globalization;
using System.Text.Json;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.World;

[TestFixture]
public sealed class GuildStreamTests
{
    private const int Guilds = 1;
    private const int Messages = 512;

    [Test]
    public void Every_guild_of_READY_is_streamed_once_as_available()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 30 });
        var client = world.Ready(1, 3, Guilds);
        var listed = client.Dispatches[0].D.GetProperty("guilds").EnumerateArray().ToArray();
        var streamed = client.Dispatches.Skip(1).ToArray();

        Assert.That(listed, Has.Length.EqualTo(10));
        Assert.That(listed.Select(g => g.GetProperty("unavailable").GetBoolean()), Has.All.True);
        Assert.That(streamed.Select(g => g.T), Has.All.EqualTo("GUILD_CREATE"));
        Assert.That(streamed.Select(g => g.D.GetProperty("unavailable").GetBoolean()), Has.All.False);
        Assert.That(streamed.Select(Id), Is.EquivalentTo(world.Server.GuildsOf(new ShardKey(1, 3))));
        Assert.That(streamed.Select(g => g.S), Is.EqualTo(Enumerable.Range(2, 10)));
    }

    [Test]
    public void Without_the_intent_READY_lists_guilds_that_never_come()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);

        Assert.That(client.Dispatches.Single().D.GetProperty("guilds").GetArrayLength(), Is.EqualTo(8));
    }

    [Test]
    public void READY_has_the_keys_of_captures_and_the_bot_of_the_token()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { Tokens = ["one", "two"], IdentifyWindow = TimeSpan.Zero });
        var ready = world.Dial().Say(Wording.Identify(token: "two")).Dispatches[0].D;

        Assert.That(ready.EnumerateObject().Select(p => p.Name), Is.SupersetOf(EventIntents.Names("""
            v user guilds session_id resume_gateway_url shard application user_settings relationships private_channels presences
            guild_join_requests game_relationships session_type auth geo_ordered_rtc_regions explicit_content_scan_version _trace
            """)));
        Assert.That(ready.GetProperty("user").GetProperty("id").GetString(), Is.EqualTo("900000000000000002"));
        Assert.That(ready.GetProperty("application").GetProperty("id").GetString(), Is.EqualTo("900000000000000002"));
        Assert.That(ready.GetProperty("session_id").GetString(), Does.Match("^[0-9a-f]{32}$"));
    }

    [Test]
    public void The_order_is_shuffled_by_the_seed_or_that_of_READY()
    {
        ulong[] Order(GatewayServerOptions options)
        {
            using var world = new SimulatedWorld(options with { GuildCount = 50 });
            return [.. world.Ready(intents: Guilds).Dispatches.Skip(1).Select(Id)];
        }

        var first = Order(new GatewayServerOptions());
        Assert.That(Order(new GatewayServerOptions()), Is.EqualTo(first));
        Assert.That(Order(new GatewayServerOptions { Seed = 2 }), Is.Not.EqualTo(first));
        Assert.That(Order(new GatewayServerOptions { ShuffleGuilds = false }), Is.Ordered);
        Assert.That(first, Is.Not.Ordered);
    }

    [Test]
    public void A_pace_spreads_the_guilds_and_holds_back_their_events()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 10, GuildsPerSecond = 2 });
        var client = world.Ready(intents: Guilds | Messages);
        Assert.That(client.Dispatches, Has.Count.EqualTo(2), "READY and the first.");

        foreach (var guild in world.Server.GuildsOf(new ShardKey(0, 1)))
        {
            world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(guild));
        }

        world.Settle();
        Assert.That(client.Dispatches.Where(d => d.T == "MESSAGE_CREATE").Select(GuildOf), Is.EqualTo(new[] { Id(client.Dispatches[1]) }));
        world.Advance(TimeSpan.FromSeconds(2.01));
        Assert.That(client.Dispatches.Count(d => d.T == "GUILD_CREATE"), Is.EqualTo(5));
        world.Advance(TimeSpan.FromSeconds(3));
        Assert.That(client.Dispatches.Count(d => d.T == "GUILD_CREATE"), Is.EqualTo(10));
        Assert.That(client.Dispatches.Where(d => d.T == "GUILD_CREATE").Select(Id), Is.Unique);
    }

    [Test]
    public void Traffic_keeps_to_the_guilds_that_have_come()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 4, GuildsPerSecond = 1, EventsPerSecond = 50 });
        var client = world.Ready(intents: Guilds | Messages);
        world.Advance(TimeSpan.FromSeconds(5));

        var known = new HashSet<ulong>();
        foreach (var dispatch in client.Dispatches.Skip(1))
        {
            if (dispatch.T == "GUILD_CREATE")
            {
                known.Add(Id(dispatch));
            }
            else
            {
                Assert.That(known, Does.Contain(GuildOf(dispatch)));
            }
        }

        Assert.That(client.Dispatches.Where(d => d.T != "GUILD_CREATE").Skip(1).Select(GuildOf).Distinct().Count(), Is.EqualTo(4));
    }

    [Test]
    public void A_share_of_the_guilds_is_in_an_outage_at_first()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions
        {
            GuildCount = 100,
            GuildOutageShare = 0.3,
            GuildOutageDuration = TimeSpan.FromSeconds(7),
        });
        var client = world.Ready(intents: Guilds | Messages);
        var lost = client.Dispatches.Where(d => d.T == "GUILD_DELETE").ToArray();
        Assert.That(lost, Has.Length.InRange(15, 45));
        Assert.That(lost.Select(d => d.D.GetProperty("unavailable").GetBoolean()), Has.All.True);
        Assert.That(world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(Id(lost[0]))), Is.Empty);

        var before = client.Dispatches.Count;
        world.Advance(TimeSpan.FromSeconds(7.01));
        Assert.That(client.Dispatches.Skip(before).Select(Id), Is.EquivalentTo(lost.Select(Id)));
        Assert.That(client.Dispatches.Skip(before).Select(d => d.T), Has.All.EqualTo("GUILD_CREATE"));
        Assert.That(world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(Id(lost[0]))), Has.Count.EqualTo(1));
    }

    [Test]
    public void An_event_can_come_before_its_guild()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 1, EventsBeforeGuildCreate = true });
        var client = world.Ready(intents: Guilds);

        Assert.That(client.Dispatches.Select(d => d.T), Is.EqualTo(new[] { "READY", "GUILD_MEMBER_UPDATE", "GUILD_CREATE" }));
        Assert.That(client.Dispatches[1].D.GetProperty("user").GetProperty("id").GetString(), Is.EqualTo("900000000000000001"));
    }

    [Test]
    public void A_guild_joined_has_no_unavailable_and_one_left_neither()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero });
        var one = world.Ready(0, 2, Guilds);
        var two = world.Ready(1, 2, Guilds);
        var blind = world.Ready(0, 2, 0);
        var id = world.Server.Guilds.Join();
        world.Settle();
        var viewer = (id >> 22) % 2 == 0 ? one : two;

        Assert.That(viewer.Last.T, Is.EqualTo("GUILD_CREATE"));
        Assert.That(Id(viewer.Last), Is.EqualTo(id));
        Assert.That(viewer.Last.D.TryGetProperty("unavailable", out _), Is.False);
        Assert.That(one.Dispatches.Concat(two.Dispatches).Count(d => d.T == "GUILD_CREATE"), Is.EqualTo(9));
        Assert.That(world.Server.GuildsOf(new ShardKey(0, 1)), Does.Contain(id));

        world.Server.Guilds.Leave(id);
        world.Settle();
        Assert.That(viewer.Last.T, Is.EqualTo("GUILD_DELETE"));
        Assert.That(viewer.Last.D.TryGetProperty("unavailable", out _), Is.False);
        Assert.That(blind.Dispatches, Has.Count.EqualTo(1));
        Assert.That(world.Server.GuildsOf(new ShardKey(0, 1)), Does.Not.Contain(id));
        Assert.That(world.Ready(intents: 0).Dispatches[0].D.GetProperty("guilds").GetArrayLength(), Is.EqualTo(8));
        Assert.That(world.Server.Guilds.Join(id), Is.EqualTo(id), "Back again.");
    }

    [Test]
    public void An_outage_takes_a_guild_away_and_gives_it_back()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero });
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[3];
        var before = world.Ready(intents: Guilds | Messages);
        world.Server.Guilds.BeginOutage(guild);
        world.Server.Guilds.BeginOutage(guild);
        world.Settle();
        Assert.That(before.Dispatches.Count(d => d.T == "GUILD_DELETE"), Is.EqualTo(1));
        Assert.That(before.Last.D.GetProperty("unavailable").GetBoolean(), Is.True);
        Assert.That(world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(guild)), Is.Empty);

        var meanwhile = world.Ready(intents: Guilds);
        Assert.That(Id(meanwhile.Dispatches.Single(d => d.T == "GUILD_DELETE")), Is.EqualTo(guild));
        Assert.That(meanwhile.Dispatches.Count(d => d.T == "GUILD_CREATE"), Is.EqualTo(7));

        world.Server.Guilds.EndOutage(guild);
        world.Server.Guilds.EndOutage(guild);
        world.Settle();
        Assert.That(before.Last.D.GetProperty("unavailable").GetBoolean(), Is.False);
        Assert.That(meanwhile.Dispatches.Where(d => d.T == "GUILD_CREATE").Select(Id), Does.Contain(guild).And.Unique);
        Assert.That(world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(guild)), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_guild_that_is_not_there_is_refused_with_its_id()
    {
        using var world = new SimulatedWorld();
        var guilds = world.Server.Guilds;
        var own = world.Server.GuildsOf(new ShardKey(0, 1))[0];

        Assert.That(() => guilds.Leave(5), Throws.ArgumentException.With.Message.Contains("guild is 5"));
        Assert.That(() => guilds.BeginOutage(5), Throws.ArgumentException);
        Assert.That(() => guilds.EndOutage(5), Throws.ArgumentException);
        Assert.That(() => guilds.Join(own), Throws.ArgumentException);
        Assert.That(() => guilds.Join(5), Throws.ArgumentException);
    }

    [Test]
    public void A_hundred_thousand_guilds_are_counted_and_found_without_being_made()
    {
        var server = new GatewayServer(new GatewayServerOptions { GuildCount = 100_000 }, TimeProvider.System);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var shards = Enumerable.Range(0, 64).Select(i => new ShardKey(i, 64)).ToArray();
        var world = new Simulator.World.GuildWorld(server.Options);
        Assert.That(shards.Sum(world.GuildCountOf), Is.EqualTo(100_000));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
        Assert.That(shards.Select(s => server.GuildsOf(s).Count), Has.All.InRange(1562, 1563));
    }

    private static ulong Id(Payload payload) => Snowflake(payload.D, "id");

    private static ulong GuildOf(Payload payload) => Snowflake(payload.D, "guild_id");

    private static ulong Snowflake(JsonElement value, string name)
        => ulong.Parse(value.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
