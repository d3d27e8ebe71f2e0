using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Commands;

[TestFixture]
public sealed class CommandTests
{
    private const int GuildMembers = 2;
    private const int VoiceStates = 128;

    [TestCase("""{"since":null,"activities":[],"status":"online","afk":false}""")]
    [TestCase("""{"since":0,"activities":[{"name":"a","type":4,"state":"s"}],"status":"idle"}""")]
    [TestCase("""{"since":null,"activities":[{"name":"a","type":1,"url":"https://twitch.tv/x"}],"status":"dnd","afk":true}""")]
    public void A_good_presence_gets_no_answer(string d)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        var before = client.Messages.Count;
        client.Say($$"""{"op":3,"d":{{d}}}""");

        Assert.That(client.IsClosed, Is.False);
        Assert.That(client.Messages, Has.Count.EqualTo(before));
        Assert.That(world.Violations, Is.Empty);
    }

    [TestCase("""{"activities":[],"status":"online","afk":false}""")]
    [TestCase("""{"since":null,"status":"online","afk":false}""")]
    [TestCase("""{"since":null,"activities":null,"status":"online","afk":false}""")]
    [TestCase("""{"since":null,"activities":[],"afk":false}""")]
    [TestCase("""{"since":null,"activities":[],"status":"away","afk":false}""")]
    [TestCase("""{"since":null,"activities":[{"name":"a","type":0,"url":null}],"status":"online"}""")]
    [TestCase("""{"since":null,"activities":[{"name":"a"}],"status":"online"}""")]
    [TestCase("""{"since":null,"activities":["a"],"status":"online"}""")]
    [TestCase("null")]
    [TestCase("[]")]
    public void A_bad_presence_is_closed_with_4001(string d)
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Ready().Say($$"""{"op":3,"d":{{d}}}""").CloseCode, Is.EqualTo(4001));
    }

    [Test]
    public void The_sixth_presence_in_20_s_is_dropped_and_noted()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        for (var i = 0; i < 6; i++)
        {
            client.Say(Wording.Presence);
        }

        Assert.That(client.IsClosed, Is.False);
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.TooManyPresenceUpdates }));
        world.Advance(TimeSpan.FromSeconds(20));
        client.Say(Wording.Presence);
        Assert.That(world.Violations.Count(), Is.EqualTo(1));
    }

    [Test]
    public void Joining_a_voice_channel_tells_state_and_server_and_leaving_only_state()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: VoiceStates);
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        client.Say(Voice(guild, guild + 2, mute: false)).Say(Voice(guild, guild + 2, mute: true)).Say(Voice(guild, null, mute: true));

        Assert.That(client.Dispatches.Skip(1).Select(p => p.T), Is.EqualTo(
            new[] { "VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE", "VOICE_STATE_UPDATE", "VOICE_STATE_UPDATE" }));
        Assert.That(client.Last.D.GetProperty("channel_id").GetRawText(), Is.EqualTo("null"));
    }

    [Test]
    public void Voice_state_needs_its_intent_and_voice_server_does_not()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        client.Say(Voice(guild, guild + 2, mute: false));

        Assert.That(client.Dispatches.Skip(1).Select(p => p.T), Is.EqualTo(new[] { "VOICE_SERVER_UPDATE" }));
    }

    [TestCase("""{"op":4,"d":{"guild_id":"1","channel_id":"2","self_mute":false,"self_deaf":false}}""")]
    [TestCase("""{"op":8,"d":{"guild_id":1,"query":"","limit":0}}""")]
    [TestCase("""{"op":31,"d":{"guild_ids":["1"]}}""")]
    [TestCase("""{"op":43,"d":{"guild_id":"1","fields":["status"]}}""")]
    public void A_guild_of_nobody_gets_no_answer(string text)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        var before = client.Messages.Count;

        Assert.That(client.Say(text).Messages, Has.Count.EqualTo(before));
        Assert.That(client.IsClosed, Is.False);
    }

    [TestCase("""{"op":4,"d":{"guild_id":"1","self_mute":false,"self_deaf":false}}""")]
    [TestCase("""{"op":4,"d":{"guild_id":"x","channel_id":null,"self_mute":false,"self_deaf":false}}""")]
    [TestCase("""{"op":4,"d":{"guild_id":"1","channel_id":null,"self_mute":0,"self_deaf":false}}""")]
    [TestCase("""{"op":8,"d":{"guild_id":"1"}}""")]
    [TestCase("""{"op":8,"d":{"guild_id":"1","query":""}}""")]
    [TestCase("""{"op":8,"d":{"query":"","limit":0}}""")]
    [TestCase("""{"op":8,"d":{"guild_id":"1","user_ids":[{}]}}""")]
    [TestCase("""{"op":8,"d":{"guild_id":"1","query":"","limit":0,"presences":1}}""")]
    [TestCase("""{"op":31,"d":{"guild_ids":"1"}}""")]
    [TestCase("""{"op":43,"d":{"guild_id":"1"}}""")]
    public void A_bad_body_is_closed_with_4001(string text)
    {
        using var world = new SimulatedWorld();

        Assert.That(world.Ready().Say(text).CloseCode, Is.EqualTo(4001));
        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.InvalidBody }));
    }

    [Test]
    public void All_members_come_in_chunks_of_1000_and_again_only_after_30_s()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MembersPerGuild = 2500 });
        var client = world.Ready(intents: GuildMembers);
        var ask = Members(world, """ "query":"","limit":0,"nonce":"n1" """);
        client.Say(ask);
        var chunks = client.Dispatches.Skip(1).ToArray();
        Assert.That(chunks.Select(c => c.D.GetProperty("members").GetArrayLength()), Is.EqualTo(new[] { 1000, 1000, 500 }));
        Assert.That(chunks.Select(c => c.D.GetProperty("chunk_index").GetInt32()), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(chunks.Select(c => c.D.GetProperty("nonce").GetString()), Has.All.EqualTo("n1"));

        world.Advance(TimeSpan.FromSeconds(10));
        client.Say(ask);
        Assert.That(client.Last.T, Is.EqualTo("RATE_LIMITED"));
        Assert.That(client.Last.D.GetProperty("retry_after").GetDouble(), Is.EqualTo(20).Within(0.001));
        Assert.That(client.Last.D.GetProperty("meta").GetProperty("nonce").GetString(), Is.EqualTo("n1"));
        world.Advance(TimeSpan.FromSeconds(20));
        Assert.That(client.Say(ask).Last.T, Is.EqualTo("GUILD_MEMBERS_CHUNK"));
    }

    [Test]
    public void All_members_without_the_intent_are_silence()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0);

        Assert.That(client.Say(Members(world, """ "query":"","limit":0 """)).Dispatches, Has.Count.EqualTo(1));
    }

    [TestCase(""" "query":"USER-0000","limit":3 """, 3)]
    [TestCase(""" "query":"nobody","limit":3 """, 0)]
    [TestCase(""" "query":"user","limit":1000 """, 100)]
    [TestCase(""" "user_ids":"900000000000000001" """, 1)]
    [TestCase(""" "user_ids":["900000000000000001",5] """, 1)]
    public void Members_are_found_by_name_and_by_id_without_an_intent(string ask, int found)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MembersPerGuild = 500 });
        var client = world.Ready(intents: 0).Say(Members(world, ask));

        Assert.That(client.Last.D.GetProperty("members").GetArrayLength(), Is.EqualTo(found));
        Assert.That(client.Last.D.GetProperty("chunk_count").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public void Ids_that_are_not_members_are_named()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: 0).Say(Members(world, """ "user_ids":["5"],"nonce":"123456789012345678901234567890123" """));

        Assert.That(client.Last.D.GetProperty("not_found").GetRawText(), Is.EqualTo("[\"5\"]"));
        Assert.That(client.Last.D.TryGetProperty("nonce", out _), Is.False, "33 bytes are no nonce.");
    }

    [Test]
    public void Sounds_and_channel_info_come_per_guild()
    {
        using var world = new SimulatedWorld();
        var guilds = world.Server.GuildsOf(new ShardKey(0, 1));
        var client = world.Ready(intents: 0)
            .Say($$$"""{"op":31,"d":{"guild_ids":["{{{guilds[0]}}}","{{{guilds[1]}}}"]}}""")
            .Say($$$"""{"op":43,"d":{"guild_id":"{{{guilds[0]}}}","fields":["status"]}}""");

        Assert.That(client.Dispatches.Skip(1).Select(p => p.T), Is.EqualTo(new[] { "SOUNDBOARD_SOUNDS", "SOUNDBOARD_SOUNDS", "CHANNEL_INFO" }));
    }

    private static string Members(SimulatedWorld world, string rest)
        => $$$"""{"op":8,"d":{"guild_id":"{{{world.Server.GuildsOf(new ShardKey(0, 1))[0]}}}",{{{rest}}}}}""";

    private static string Voice(ulong guild, ulong? channel, bool mute)
    {
        var id = channel is { } value ? $"\"{value}\"" : "null";
        return $$$"""{"op":4,"d":{"guild_id":"{{{guild}}}","channel_id":{{{id}}},"self_mute":{{{(mute ? "true" : "false")}}},"self_deaf":false}}""";
    }
}
