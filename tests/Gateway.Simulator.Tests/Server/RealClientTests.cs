using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

/// <summary>What stock clients do that no document tells, and that a server has to bear.</summary>
[TestFixture]
public sealed class RealClientTests
{
    [Test]
    public void After_op_9_the_same_connection_may_identify([Values] bool resumable)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.InvalidateSession(Target.All, resumable);
        world.Settle();
        world.Advance(TimeSpan.FromSeconds(5));

        Assert.That(client.Say(Wording.Identify(intents: 0)).Last.T, Is.EqualTo("READY"));
        Assert.That(client.IsClosed, Is.False);
        world.Server.Report.ThrowIfAny();
    }

    [Test]
    public void After_op_9_true_the_same_connection_may_resume()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        world.Server.Faults.InvalidateSession(Target.All, resumable: true);
        world.Settle();

        Assert.That(client.Say(Wording.Resume(client.SessionId, 1)).Last.T, Is.EqualTo("RESUMED"));
        world.Server.Report.ThrowIfAny();
    }

    [Test]
    public void The_echo_of_the_servers_close_does_not_end_the_session([Values(1000, 1001, 4000)] int echo, [Values(1000, 1001, 4000, 4008)] int code)
    {
        using var world = new SimulatedWorld(latency: TimeSpan.FromMilliseconds(10));
        var client = world.Dial();
        world.Advance(TimeSpan.FromMilliseconds(20));
        client.Say(Wording.Identify(intents: 0));
        world.Advance(TimeSpan.FromMilliseconds(20));
        world.Server.Faults.Close(Target.All, code);
        client.Close(echo);
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.That(client.CloseCode, Is.EqualTo(code));
        Assert.That(world.Session(client).EndedBy, Is.EqualTo(SessionEndedBy.None));
    }

    [TestCase(1000, SessionEndedBy.Client)]
    [TestCase(1001, SessionEndedBy.Client)]
    [TestCase(4000, SessionEndedBy.None)]
    [TestCase(4900, SessionEndedBy.None)]
    [TestCase(null, SessionEndedBy.None)]
    public void A_close_that_the_client_starts_ends_the_session_with_1000_and_1001_only(int? code, SessionEndedBy endedBy)
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Session(world.Ready().Close(code)).EndedBy, Is.EqualTo(endedBy));
    }

    [Test]
    public void A_resume_takes_over_from_a_socket_that_is_still_attached()
    {
        using var world = new SimulatedWorld();
        var old = world.Ready(intents: 0);
        world.Server.DispatchMessage(Target.All);
        var next = world.Resume(old, 1);

        Assert.That(old.CloseCode, Is.EqualTo(4000));
        Assert.That(next.Dispatches.Select(p => p.T), Is.EqualTo(new[] { "MESSAGE_CREATE", "RESUMED" }));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.TwoSocketsOneSession }));
    }

    [Test]
    public void A_prefix_before_the_token_is_tolerated_in_identify_and_resume()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say(Wording.Identify(intents: 0, token: "Bot sim-token"));
        Assert.That(client.Last.T, Is.EqualTo("READY"));
        client.Abort();

        Assert.That(world.Dial().Say(Wording.Resume(client.SessionId, 1, "Bot sim-token")).Last.T, Is.EqualTo("RESUMED"));
    }

    [TestCase(""" "compress":"false", """)]
    [TestCase(""" "compress":null, """)]
    [TestCase(""" "compress":"zlib-stream", """)]
    [TestCase(""" "shard":null, "presence":null, "large_threshold":null, """)]
    [TestCase(""" "guild_subscriptions":true, "capabilities":0, """)]
    public void Odd_identifies_are_tolerated(string fields)
    {
        using var world = new SimulatedWorld();

        Assert.That(
            world.Dial().Say($$"""{"op":2,"d":{ {{fields}} "token":"sim-token","intents":0,"properties":{"$os":"linux","$browser":"x","$device":"x"} } }""").Last.T,
            Is.EqualTo("READY"));
        world.Server.Report.ThrowIfAny();
    }

    [TestCase("/?v=9&encoding=json")]
    [TestCase("/?v=9")]
    [TestCase("/?encoding=json&v=10&compress=uncompressed")]
    [TestCase("?v=10&encoding=json")]
    [TestCase("/some/path?v=10&encoding=json")]
    [TestCase("/some/path/?v=10&encoding=json")]
    public void Odd_urls_are_tolerated_on_both_hosts(string url)
    {
        using var world = new SimulatedWorld();
        var client = world.Dial(url).Say(Wording.Identify(intents: 0));
        Assert.That(client.Last.T, Is.EqualTo("READY"));
        client.Abort();

        Assert.That(world.Dial(url, resumeHost: true).Say(Wording.Resume(client.SessionId, 1)).Last.T, Is.EqualTo("RESUMED"));
    }

    [TestCase("\"{0}\"")]
    [TestCase("{0}")]
    public void Ids_come_as_texts_or_as_numbers(string form)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Wording.AllIntents);
        var guild = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, world.Server.GuildsOf(new ShardKey(0, 1))[0]);

        Assert.That(client.Say($$"""{"op":8,"d":{"guild_id":{{guild}},"query":"","limit":0} }""").Last.T, Is.EqualTo("GUILD_MEMBERS_CHUNK"));
        Assert.That(client.Say($$"""{"op":31,"d":{"guild_ids":[{{guild}}] } }""").Last.T, Is.EqualTo("SOUNDBOARD_SOUNDS"));
        world.Server.Report.ThrowIfAny();
    }

    [TestCase(1, true)]
    [TestCase(50, true)]
    [TestCase(59, true)]
    [TestCase(60, false)]
    [TestCase(250, false)]
    [TestCase(1_000_000, false)]
    [TestCase(-5, true)]
    public void Large_threshold_is_moved_into_its_range(int threshold, bool large)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 1, MembersPerGuild = 60 });
        var client = world.Dial().Say($$"""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"large_threshold":{{threshold}} } }""");

        Assert.That(client.Dispatches[1].D.GetProperty("large").GetBoolean(), Is.EqualTo(large));
    }

    [Test]
    public void Over_250_members_every_guild_is_large()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 1, MembersPerGuild = 300 });
        var client = world.Dial().Say("""{"op":2,"d":{"token":"sim-token","intents":1,"properties":{},"large_threshold":1000}}""");

        Assert.That(client.Dispatches[1].D.GetProperty("large").GetBoolean(), Is.True);
    }
}
