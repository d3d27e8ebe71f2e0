using System.Text;
using Gateway.Core.Commands;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

/// <summary>What the library writes, byte for byte, and what it reads out of Hello and READY.</summary>
internal sealed class PayloadTests
{
    [TestCase(null, """{"op":1,"d":null}""")]
    [TestCase(0L, """{"op":1,"d":0}""")]
    [TestCase(251L, """{"op":1,"d":251}""")]
    [TestCase(long.MaxValue, """{"op":1,"d":9223372036854775807}""")]
    public void Heartbeat_is_as_the_protocol_shows_it(long? sequence, string expected) =>
        Assert.That(Encoding.UTF8.GetString(PayloadWriter.Heartbeat(sequence)), Is.EqualTo(expected));

    [Test]
    public void Resume_is_as_the_protocol_shows_it() => Assert.That(
        Encoding.UTF8.GetString(PayloadWriter.Resume("abc.def.ghi", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", 1337)),
        Is.EqualTo("""{"op":6,"d":{"token":"abc.def.ghi","session_id":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","seq":1337}}"""));

    [Test]
    public void Identify_is_as_the_protocol_shows_it()
    {
        var settings = new IdentifySettings
        {
            Shard = new ShardId(0, 2),
            Intents = (GatewayIntents)513,
            Properties = new IdentifyProperties("linux", "mylib", "mylib"),
            LargeThreshold = 250,
        };
        var presence = new UpdatePresence(activities: [new Activity("with fire")]);
        Assert.That(
            Encoding.UTF8.GetString(PayloadWriter.Identify(settings, presence, "abc.def.ghi")),
            Is.EqualTo(
                """{"op":2,"d":{"token":"abc.def.ghi","intents":513,"properties":{"os":"linux","browser":"mylib","device":"mylib"},"large_threshold":250,"shard":[0,2],"presence":{"since":null,"activities":[{"name":"with fire","type":0}],"status":"online","afk":false}}}"""));
    }

    [Test]
    public void Identify_leaves_out_what_is_not_asked_for_and_names_what_is()
    {
        var plain = Encoding.UTF8.GetString(PayloadWriter.Identify(new IdentifySettings(), null, "t"));
        Assert.That(plain, Does.Not.Contain("compress").And.Not.Contain("presence").And.Not.Contain("capabilities"));
        Assert.That(plain, Does.Contain("\"shard\":[0,1]").And.Contain("\"intents\":0"));

        var full = Encoding.UTF8.GetString(PayloadWriter.Identify(
            new IdentifySettings { PayloadCompression = true, Capabilities = 1 << 15 }, null, "t"));
        Assert.That(full, Does.Contain("\"compress\":true").And.Contain("\"capabilities\":32768"));
    }

    [Test]
    public void A_payload_over_the_limit_is_refused_without_quoting_the_token()
    {
        var token = "secret" + new string('x', PayloadWriter.MaxPayloadBytes);
        Assert.That(
            () => PayloadWriter.Identify(new IdentifySettings(), null, token),
            Throws.ArgumentException.With.Message.Contains("4096").And.Message.Not.Contains("secret"));
        Assert.That(
            () => PayloadWriter.Resume(token, "id", 1),
            Throws.ArgumentException.With.Message.Contains("4096").And.Message.Not.Contains("secret"));
    }

    [TestCase("""{"heartbeat_interval":41250}""", 41250)]
    [TestCase("""{"_trace":["a",{"heartbeat_interval":1}],"heartbeat_interval":41250.5,"x":1}""", 41250.5)]
    [TestCase("""{"heartbeat_interval":1e4}""", 10000)]
    [TestCase("""{"heartbeat\u005finterval":10}""", 10)]
    public void Hello_gives_its_interval(string data, double milliseconds)
    {
        Assert.That(HelloPayload.TryReadInterval(Encoding.UTF8.GetBytes(data), out var interval));
        Assert.That(interval, Is.EqualTo(TimeSpan.FromMilliseconds(milliseconds)));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[1]")]
    [TestCase("{}")]
    [TestCase("""{"heartbeat_interval":"41250"}""")]
    [TestCase("""{"heartbeat_interval":0}""")]
    [TestCase("""{"heartbeat_interval":9.999}""")]
    [TestCase("""{"heartbeat_interval":1800001}""")]
    [TestCase("""{"heartbeat_interval":1e999}""")]
    [TestCase("""{"heartbeat_interval":-1e999}""")]
    [TestCase("""{"heartbeat_interva\udfff":41250}""")]
    public void Hello_without_a_believable_interval_is_refused(string data) =>
        Assert.That(HelloPayload.TryReadInterval(Encoding.UTF8.GetBytes(data), out _), Is.False);

    [Test]
    public void Ready_gives_what_it_says()
    {
        const string Data = """
            {"v":10,"user":{"username":"sim-bot","id":"900000000000000001"},"session_id":"0f1e","resume_gateway_url":"wss://gw-a.example.test",
            "guilds":[{"unavailable":true,"id":"800000000000000010"},{"id":5},{"id":null},7],"application":{"id":"900000000000000002"}}
            """;
        Assert.That(ReadyPayload.TryRead(Encoding.UTF8.GetBytes(Data), null, out var ready));
        Assert.That(ready!.SessionId, Is.EqualTo("0f1e"));
        Assert.That(ready.ResumeUrl, Is.EqualTo(new Uri("wss://gw-a.example.test")));
        Assert.That((ready.UserName, ready.UserId, ready.ApplicationId), Is.EqualTo(("sim-bot", 900000000000000001UL, 900000000000000002UL)));
        Assert.That(ready.GuildIds, Is.EqualTo(new ulong[] { 800000000000000010, 5, 0, 0 }));
    }

    [TestCase("""{"session_id":"a"}""")]
    [TestCase("""{"session_id":"a","resume_gateway_url":7,"user":[],"application":"x","guilds":{}}""")]
    [TestCase("""{"session_id":"a","resume_gateway_url":"https://a.test","user":{"id":{}},"application":{"id":-1},"guilds":null}""")]
    [TestCase("""{"session_id":"a","resume_gateway_url":"ws://a.test","user":{"id":"-1","username":1}}""")]
    public void Ready_needs_a_session_id_only(string data)
    {
        Assert.That(ReadyPayload.TryRead(Encoding.UTF8.GetBytes(data), new Uri("wss://gateway.example.test"), out var ready));
        Assert.That(ready!.ResumeUrl, Is.Null);
        Assert.That((ready.UserName, ready.UserId, ready.ApplicationId, ready.GuildIds.Count), Is.EqualTo(("", 0UL, 0UL, 0)));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""{"session_id":7}""")]
    [TestCase("""{"session_id":"a" """)]
    [TestCase("""{"session_id":"a","user":{"username":"\ud800"}}""")]
    public void Ready_with_garbage_is_refused(string data) =>
        Assert.That(ReadyPayload.TryRead(Encoding.UTF8.GetBytes(data), null, out _), Is.False);

    [TestCase(256, true)]
    [TestCase(257, false)]
    public void A_session_id_fits_into_every_resume(int length, bool accepted)
    {
        // A control character is the longest in JSON: six bytes.
        var id = new StringBuilder().Insert(0, "\\u0001", length).ToString();
        Assert.That(
            ReadyPayload.TryRead(Encoding.UTF8.GetBytes($$"""{"session_id":"{{id}}"}"""), null, out var ready),
            Is.EqualTo(accepted));
        if (accepted)
        {
            Assert.That(() => PayloadWriter.Resume(new string('x', 200), ready!.SessionId, long.MaxValue), Throws.Nothing);
        }
    }
}
