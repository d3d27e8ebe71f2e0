using System.Text;
using System.Text.Json;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.World;

[TestFixture]
public sealed class MessageContentTests
{
    private const int Messages = (1 << 9) | (1 << 12);
    private const int Content = 1 << 15;
    private const int Moderation = 1 << 21;
    private const string Parts = "\"content\":\"secret\",\"embeds\":[{\"title\":\"secret\"}],\"attachments\":[{\"id\":\"1\"}],\"components\":[{\"type\":1}],\"poll\":{\"layout_type\":1}";
    private const string Stranger = "\"author\":{\"id\":\"5\"}";
    private const string Bot = "\"id\":\"900000000000000001\"";

    [TestCase("MESSAGE_CREATE")]
    [TestCase("MESSAGE_UPDATE")]
    public void Without_the_intent_a_message_has_no_content(string name)
    {
        var message = Sent(name, $$"""{"id":"9",{{Stranger}},{{Parts}},"GUILD","nonce":"é<🔥"}""", Messages);

        AssertEmpty(message);
        Assert.That(message.GetProperty("nonce").GetString(), Is.EqualTo("é<🔥"));
        Assert.That(message.GetProperty("id").GetString(), Is.EqualTo("9"));
    }

    [Test]
    public void With_the_intent_it_is_whole()
        => AssertWhole(Sent("MESSAGE_CREATE", $$"""{{{Stranger}},{{Parts}},"GUILD"}""", Messages | Content));

    [Test]
    public void Messages_of_the_bot_itself_are_whole()
        => AssertWhole(Sent("MESSAGE_CREATE", $$$"""{"author":{{{{Bot}}}},{{{Parts}}},"GUILD"}""", Messages));

    [Test]
    public void Messages_that_mention_the_bot_are_whole()
        => AssertWhole(Sent("MESSAGE_CREATE", $$$"""{{{{Stranger}}},"mentions":[{"id":"6"},{{{{Bot}}}}],{{{Parts}}},"GUILD"}""", Messages));

    [Test]
    public void Direct_messages_are_whole()
        => AssertWhole(Sent("MESSAGE_CREATE", $$"""{{{Stranger}},{{Parts}}}""", Messages, direct: true));

    [Test]
    public void A_message_inside_a_message_is_judged_by_itself()
    {
        var stranger = Sent("MESSAGE_CREATE", $$$"""{"author":{{{{Bot}}}},{{{Parts}}},"GUILD","referenced_message":{{{{Stranger}}},{{{Parts}}}}}""", Messages);
        AssertWhole(stranger);
        AssertEmpty(stranger.GetProperty("referenced_message"));

        var own = Sent("MESSAGE_CREATE", $$$"""{{{{Stranger}}},{{{Parts}}},"GUILD","referenced_message":{"author":{{{{Bot}}}},{{{Parts}}}}}""", Messages);
        AssertEmpty(own);
        AssertWhole(own.GetProperty("referenced_message"));
    }

    [Test]
    public void Forwarded_messages_are_filtered_too()
    {
        var message = Sent("MESSAGE_CREATE", $$$"""{{{{Stranger}}},{{{Parts}}},"GUILD","message_snapshots":[{"message":{{{{Parts}}}}},{}],"referenced_message":null}""", Messages);

        AssertEmpty(message.GetProperty("message_snapshots")[0].GetProperty("message"));
        Assert.That(message.GetProperty("message_snapshots").GetArrayLength(), Is.EqualTo(2));
        Assert.That(message.GetProperty("referenced_message").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase(Moderation, "")]
    [TestCase(Moderation | Content, "secret")]
    public void What_automod_found_is_filtered_too(int intents, string text)
    {
        var action = Sent("AUTO_MODERATION_ACTION_EXECUTION", """{"content":"secret","matched_content":"secret","matched_keyword":"s","GUILD"}""", intents);

        Assert.That(action.GetProperty("content").GetString(), Is.EqualTo(text));
        Assert.That(action.GetProperty("matched_content").GetString(), Is.EqualTo(text));
        Assert.That(action.GetProperty("matched_keyword").GetString(), Is.EqualTo("s"));
    }

    [Test]
    public void Two_sessions_of_one_shard_each_get_their_own_version()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero });
        var with = world.Ready(intents: Messages | Content);
        var without = world.Ready(intents: Messages);
        world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.All);
        world.Settle();

        Assert.That(with.Last.D.GetProperty("content").GetString(), Is.Not.Empty);
        Assert.That(without.Last.D.GetProperty("content").GetString(), Is.Empty);
        Assert.That(with.Last.D.GetProperty("id").GetString(), Is.EqualTo(without.Last.D.GetProperty("id").GetString()));
    }

    [TestCase("{\"guild_id\":")]
    [TestCase("[1]")]
    public void A_body_that_is_no_message_goes_out_as_it_is(string body)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Messages);
        world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(world.Server.GuildsOf(new ShardKey(0, 1))[0]), Encoding.UTF8.GetBytes(body));
        world.Settle();

        Assert.That(Encoding.UTF8.GetString(client.Messages[^1].Bytes), Does.Contain("\"d\":").And.Contain(body[1..]));
    }

    private static JsonElement Sent(string name, string body, int intents, bool direct = false)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: intents);
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        var json = body.Replace("\"GUILD\"", $"\"guild_id\":\"{guild}\"", StringComparison.Ordinal);
        world.Server.DispatchEvent(name, direct ? DispatchTo.Direct() : DispatchTo.Guild(guild), Encoding.UTF8.GetBytes(json));
        world.Settle();
        return client.Last.D;
    }

    private static void AssertEmpty(JsonElement message)
    {
        Assert.That(message.GetProperty("content").GetString(), Is.Empty);
        foreach (var list in (string[])["embeds", "attachments", "components"])
        {
            Assert.That(message.GetProperty(list).GetArrayLength(), Is.Zero, list);
        }

        Assert.That(message.TryGetProperty("poll", out _), Is.False);
    }

    private static void AssertWhole(JsonElement message)
    {
        Assert.That(message.GetProperty("content").GetString(), Is.EqualTo("secret"));
        foreach (var list in (string[])["embeds", "attachments", "components"])
        {
            Assert.That(message.GetProperty(list).GetArrayLength(), Is.EqualTo(1), list);
        }

        Assert.That(message.TryGetProperty("poll", out _), Is.True);
    }
}
