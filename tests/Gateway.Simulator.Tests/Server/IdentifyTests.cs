using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

[TestFixture]
public sealed class IdentifyTests
{
    [TestCase("""{"op":2}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":null}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":{"intents":1,"properties":{}}}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":{"token":7,"intents":1,"properties":{}}}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1}}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"compress":1}}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"presence":{"status":"sleeping"}}}""", 4001, ViolationKind.InvalidBody)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","properties":{}}}""", 4013, ViolationKind.InvalidIntents)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":"1","properties":{}}}""", 4013, ViolationKind.InvalidIntents)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":131072,"properties":{}}}""", 4013, ViolationKind.InvalidIntents)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":-1,"properties":{}}}""", 4013, ViolationKind.InvalidIntents)]
    [TestCase("""{"op":2,"d":{"token":"another","intents":1,"properties":{}}}""", 4004, ViolationKind.AuthenticationFailed)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"shard":[1,1]}}""", 4010, ViolationKind.InvalidShard)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"shard":[-1,1]}}""", 4010, ViolationKind.InvalidShard)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"shard":[0]}}""", 4010, ViolationKind.InvalidShard)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"shard":["0","1"]}}""", 4010, ViolationKind.InvalidShard)]
    [TestCase("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"shard":"0/1"}}""", 4010, ViolationKind.InvalidShard)]
    public void A_bad_identify_is_closed(string text, int code, ViolationKind kind)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say(text);

        Assert.That(client.CloseCode, Is.EqualTo(code));
        Assert.That(world.Violations, Is.EqualTo(new[] { kind }));
        Assert.That(world.Server.Account.Sessions, Is.Empty);
        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.Remaining, Is.EqualTo(1000), "A bad Identify costs nothing.");
    }

    [TestCase(1 << 1)]
    [TestCase(1 << 8)]
    [TestCase(1 << 15)]
    public void A_privileged_intent_that_is_not_granted_is_closed_with_4014(int bit)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PrivilegedIntents = 33026 & ~bit });
        Assert.That(world.Dial().Say(Wording.Identify(intents: 33026 & ~bit)).IsClosed, Is.False);
        world.Advance(TimeSpan.FromSeconds(5));

        Assert.That(world.Dial().Say(Wording.Identify(intents: bit)).CloseCode, Is.EqualTo(4014));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.DisallowedIntents }));
    }

    [Test]
    public void All_intents_at_once_are_fine()
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Ready(intents: Wording.AllIntents).IsClosed, Is.False);
    }

    [Test]
    public void Too_many_guilds_on_a_shard_are_closed_with_4011()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 10, MaxGuildsPerShard = 5 });

        Assert.That(world.Dial().Say(Wording.Identify(0, 1)).CloseCode, Is.EqualTo(4011));
        Assert.That(world.Dial().Say(Wording.Identify(0, 2)).IsClosed, Is.False);
    }

    [Test]
    public void Second_identify_is_closed_with_4005()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Say(Wording.Identify());

        Assert.That(client.CloseCode, Is.EqualTo(4005));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.SecondIdentify }));
        Assert.That(world.Session(client).EndCode, Is.EqualTo(4005));
    }

    [Test]
    public void Resume_after_identify_is_closed_with_4005()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        client.Say(Wording.Resume(client.SessionId, 1));

        Assert.That(client.CloseCode, Is.EqualTo(4005));
    }

    [Test]
    public void A_bucket_lets_one_identify_through_in_5_s()
    {
        using var world = new SimulatedWorld();
        world.Ready(0, 2);
        world.Advance(TimeSpan.FromMilliseconds(4999));
        var early = world.Dial().Say(Wording.Identify(1, 2));

        Assert.That(early.Last.Raw, Is.EqualTo("""{"t":null,"s":null,"op":9,"d":false}"""));
        Assert.That(early.IsClosed, Is.False);
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.IdentifyOutsideBucket }));
        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.Remaining, Is.EqualTo(999));

        world.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(early.Say(Wording.Identify(1, 2)).Last.T, Is.EqualTo("GUILD_CREATE"), "The same connection may try again.");
    }

    [Test]
    public void Buckets_are_shard_id_modulo_max_concurrency()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 4 });
        for (var i = 0; i < 4; i++)
        {
            world.Ready(i, 8);
        }

        Assert.That(world.Dial().Say(Wording.Identify(6, 8)).Last.Op, Is.EqualTo(9));
        world.Advance(TimeSpan.FromSeconds(5));
        Assert.That(world.Dial().Say(Wording.Identify(6, 8)).Last.Op, Is.Zero);
    }

    [Test]
    public void Over_the_daily_budget_every_session_ends_and_the_token_is_gone()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyTotal = 2, IdentifyWindow = TimeSpan.Zero });
        var one = world.Ready(0, 3);
        var two = world.Ready(1, 3);
        two.Close(4000);
        var three = world.Dial().Say(Wording.Identify(2, 3));

        Assert.That(three.CloseCode, Is.EqualTo(4004));
        Assert.That(one.CloseCode, Is.EqualTo(4004));
        Assert.That(world.Server.Account.Sessions, Has.All.Property(nameof(SessionAccount.EndCause)).EqualTo(SessionEndCause.IdentifyBudget));
        Assert.That(world.Dial().Say(Wording.Identify()).CloseCode, Is.EqualTo(4004));
        Assert.That(world.Server.GetSessionStartLimit("sim-token"), Is.Null);
        Assert.That(world.Violations.First(), Is.EqualTo(ViolationKind.IdentifyOverBudget));
    }

    [Test]
    public void The_budget_comes_back_24_hours_after_its_first_use()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyRemaining = 1, SuperviseHeartbeats = false });
        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.ResetAfter, Is.EqualTo(TimeSpan.Zero));
        world.Ready();
        Assert.That(world.Server.GetSessionStartLimit("Bot sim-token"), Is.EqualTo(new SessionStartLimit(1000, 0, TimeSpan.FromHours(24), 1)));

        world.Advance(TimeSpan.FromHours(24));
        Assert.That(world.Server.GetSessionStartLimit("sim-token")!.Remaining, Is.EqualTo(1000));
    }

    [Test]
    public void Identify_before_hello_is_taken_and_noted()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Rules.WithholdHello(1);
        var client = world.Dial().Say(Wording.Identify());

        Assert.That(client.Dispatches[0].T, Is.EqualTo("READY"));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.SendBeforeHello }));
    }

    [Test]
    public void The_most_connections_open_for_a_shard_are_counted()
    {
        using var world = new SimulatedWorld();
        world.Ready();
        world.Advance(TimeSpan.FromSeconds(5));
        var second = world.Ready();
        second.Close(1000);
        world.Advance(TimeSpan.FromSeconds(5));
        world.Ready();

        Assert.That(world.Server.Account.MaxOpenByShard[new ShardKey(0, 1)], Is.EqualTo(2));
        Assert.That(world.Server.Account.Counters.ConnectionsOpened, Is.EqualTo(3));
    }
}
