using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Commands;

/// <summary>Ops 3 and 4, as others see them.</summary>
[TestFixture]
public sealed class PresenceAndVoiceTests
{
    private const int Presences = 256;
    private const int VoiceStates = 128;

    [Test]
    public void The_other_bots_see_a_presence_and_its_own_bot_does_not()
    {
        using var world = TwoBots();
        var one = world.Dial().Say(Wording.Identify(0, 1, Presences, "one"));
        var two = world.Dial().Say(Wording.Identify(1, 2, Presences, "two"));
        var blind = world.Dial().Say(Wording.Identify(1, 2, 0, "two"));
        one.Say("""{"op":3,"d":{"since":null,"activities":[{"name":"a game","type":0}],"status":"dnd","afk":false}}""");

        Assert.That(one.Dispatches, Has.Count.EqualTo(1));
        Assert.That(blind.Dispatches, Has.Count.EqualTo(1));
        var seen = two.Dispatches.Skip(1).ToArray();
        Assert.That(seen.Select(d => d.D.GetProperty("guild_id").GetString()), Is.EqualTo(world.Server.GuildsOf(new ShardKey(1, 2)).Select(g => $"{g}")));
        Assert.That(seen[0].T, Is.EqualTo("PRESENCE_UPDATE"));
        Assert.That(seen[0].D.GetProperty("user").GetProperty("id").GetString(), Is.EqualTo("900000000000000001"));
        Assert.That(seen[0].D.GetProperty("status").GetString(), Is.EqualTo("dnd"));
        Assert.That(seen[0].D.GetProperty("activities")[0].GetProperty("name").GetString(), Is.EqualTo("a game"));
    }

    [Test]
    public void Invisible_looks_like_offline()
    {
        using var world = TwoBots();
        var one = world.Dial().Say(Wording.Identify(0, 1, 0, "one"));
        var two = world.Dial().Say(Wording.Identify(0, 1, Presences, "two"));
        one.Say("""{"op":3,"d":{"since":null,"activities":[],"status":"invisible","afk":false}}""");

        Assert.That(two.Last.D.GetProperty("status").GetString(), Is.EqualTo("offline"));
    }

    [Test]
    public void A_presence_stays_with_the_session_until_the_next_that_counts()
    {
        using var world = new SimulatedWorld();
        var client = world.Dial().Say("""
            {"op":2,"d":{"token":"sim-token","intents":0,"properties":{},"presence":{"since":null,"activities":[],"status":"idle","afk":true}}}
            """);
        Assert.That(world.Session(client).Presence, Does.Contain("idle"));
        client.Say(Wording.Presence);
        Assert.That(world.Session(client).Presence, Does.Contain("online"));
        client.Close(4000);
        var next = world.Resume(client);
        Assert.That(world.Session(client).Presence, Does.Contain("online"));
        for (var i = 0; i < 5; i++)
        {
            next.Say(Wording.Presence);
        }

        next.Say(Wording.Presence.Replace("online", "dnd", StringComparison.Ordinal));
        Assert.That(world.Session(client).Presence, Does.Contain("online"), "The sixth is dropped.");
    }

    [Test]
    public void A_full_channel_and_one_that_is_none_get_no_answer()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: VoiceStates);
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        client.Say(Voice(guild, guild + 6)).Say(Voice(guild, guild + 1)).Say(Voice(guild, 12345)).Say(Voice(guild, 0));

        Assert.That(client.Dispatches, Has.Count.EqualTo(1), "Full, a text channel, unknown, and nothing.");
        Assert.That(client.IsClosed, Is.False);
    }

    [Test]
    public void Moving_tells_state_and_server_again()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: VoiceStates);
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        client.Say(Voice(guild, guild + 2)).Say(Voice(guild, guild + 5));

        Assert.That(client.Dispatches.Skip(1).Select(p => p.T), Is.EqualTo(
            new[] { "VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE", "VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE" }));
        Assert.That(client.Dispatches[1].D.GetProperty("session_id").GetString(), Does.Match("^[0-9a-f]{32}$").And.Not.EqualTo(client.SessionId));
        Assert.That(client.Last.D.GetProperty("endpoint").GetString(), Does.Match("^[^/]+:[0-9]+$"));
    }

    [Test]
    public void Others_in_the_guild_see_the_state_but_not_the_server_and_a_later_session_finds_it()
    {
        using var world = TwoBots();
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        var one = world.Dial().Say(Wording.Identify(0, 1, VoiceStates, "one"));
        var two = world.Dial().Say(Wording.Identify(0, 1, VoiceStates, "two"));
        one.Say(Voice(guild, guild + 2));

        Assert.That(two.Dispatches.Skip(1).Select(p => p.T), Is.EqualTo(new[] { "VOICE_STATE_UPDATE" }));
        Assert.That(two.Last.D.GetProperty("user_id").GetString(), Is.EqualTo("900000000000000001"));
        var later = world.Dial().Say(Wording.Identify(0, 1, 1, "two"));
        var voice = later.Dispatches.Single(d => d.T == "GUILD_CREATE" && d.D.GetProperty("id").GetString() == $"{guild}").D.GetProperty("voice_states");
        Assert.That(voice.EnumerateArray().Select(v => v.GetProperty("user_id").GetString()), Does.Contain("900000000000000001"));
    }

    [TestCase("""["status","voice_start_time"]""", """{"id":"ID","status":"A status","voice_start_time":1772360430}""")]
    [TestCase("""["status"]""", """{"id":"ID","status":"A status"}""")]
    [TestCase("""["unknown"]""", "")]
    public void Channel_info_tells_what_was_asked_for(string fields, string channel)
    {
        using var world = new SimulatedWorld();
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        var client = world.Ready(intents: 0).Say($$$"""{"op":43,"d":{"guild_id":"{{{guild}}}","fields":{{{fields}}}}}""");

        Assert.That(client.Last.D.GetProperty("channels").GetRawText(), Is.EqualTo($"[{channel.Replace("ID", $"{guild + 2}", StringComparison.Ordinal)}]"));
    }

    private static SimulatedWorld TwoBots() => new(new GatewayServerOptions { Tokens = ["one", "two"], IdentifyWindow = TimeSpan.Zero });

    private static string Voice(ulong guild, ulong channel)
        => $$$"""{"op":4,"d":{"guild_id":"{{{guild}}}","channel_id":"{{{channel}}}","self_mute":false,"self_deaf":false}}""";
}
