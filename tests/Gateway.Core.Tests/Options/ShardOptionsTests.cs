using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Options;

internal sealed class ShardOptionsTests
{
    private static readonly GatewayShardOptions Fine = new() { Token = "sim-token", Intents = GatewayIntents.None };

    private static IEnumerable<TestCaseData> Violations()
    {
        yield return Case(Fine with { Token = null! }, "Token is null");
        yield return Case(Fine with { GatewayInfo = null! }, "GatewayInfo is null");
        yield return Case(Fine with { Properties = null! }, "Properties is null");
        yield return Case(Fine with { Delivery = null! }, "Delivery is null");
        yield return Case(Fine with { ReconnectPolicy = null! }, "ReconnectPolicy is null");
        yield return Case(Fine with { CloseCodes = null! }, "CloseCodes is null");
        yield return Case(Fine with { Timeouts = null! }, "Timeouts is null");
        yield return Case(Fine with { Recovery = null! }, "Recovery is null");
        yield return Case(Fine with { TimeProvider = null! }, "TimeProvider is null");
        yield return Case(Fine with { Scheduler = null! }, "Scheduler is null");
        yield return Case(Fine with { LargeThreshold = 49 }, "LargeThreshold is 49. Allowed: 50 to 250.");
        yield return Case(Fine with { LargeThreshold = 251 }, "LargeThreshold is 251.");
        yield return Case(Fine with { Capabilities = -1 }, "Capabilities is -1.");
        yield return Case(Fine with { MaxMessageBytes = 1 }, "MaxMessageBytes is 1. Allowed: 65536 to");
        yield return Case(Fine with { MaxPendingCommands = 0 }, "MaxPendingCommands is 0. Allowed: 1 to 100000.");
        yield return Case(Fine with { Delivery = new() { QueueCapacity = 0 } }, "Delivery.QueueCapacity is 0.");
        yield return Case(Fine with { Delivery = new() { QueueBytes = 1 } }, "Delivery.QueueBytes is 1.");
        yield return Case(Fine with { Delivery = new() { Mode = (DeliveryMode)7 } }, "Delivery.Mode is 7. Allowed: Inline, Queued.");
        yield return Case(Fine with { Delivery = new() { Overflow = (QueueOverflow)7 } }, "Delivery.Overflow is 7.");
        yield return Case(Fine with { Intents = null }, "Neither Intents nor");
        yield return Case(Fine with { GuildEvents = [] }, "are both set");
        yield return Case(Fine with { DirectMessageEvents = [] }, "are both set");
        yield return Case(Fine with { Intents = (GatewayIntents)(1 << 30) }, "Intents is 1073741824. Allowed");
        yield return Case(Fine with { Intents = null, GuildEvents = ["MESSAGE_CREAT"] }, "'MESSAGE_CREAT' is not a known event");
        yield return Case(
            Fine with { Presence = new UpdatePresence(activities: Enumerable.Repeat(new Activity(new string('x', 100)), 25)) },
            "Properties and Presence are too long");
        var session = new ShardSession { SessionId = "a", Sequence = 1, ShardIndex = 0, ShardCount = 1, LastReceivedAt = default };
        yield return Case(Fine with { Session = session with { ShardIndex = 1 } }, "Session is of shard 1/1. Allowed: one of shard 0/1.");
        yield return Case(Fine with { Session = session with { SessionId = "" } }, "Session.SessionId is empty");
        yield return Case(Fine with { Session = session with { Sequence = -1 } }, "Session.Sequence is -1. Allowed: 0 or more.");
        yield return Case(Fine with { Session = session with { ResumeUrl = new Uri("http://a.test") } }, "Session.ResumeUrl: ");
        foreach (var time in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromDays(2) })
        {
            yield return Case(Fine with { Timeouts = new() { Dial = time } }, $"Timeouts.Dial is {time}. Allowed: more than 0, at most 1 day.");
            yield return Case(Fine with { Timeouts = new() { Hello = time } }, "Timeouts.Hello");
            yield return Case(Fine with { Timeouts = new() { Token = time } }, "Timeouts.Token");
            yield return Case(Fine with { Timeouts = new() { Ready = time } }, "Timeouts.Ready");
            yield return Case(Fine with { Timeouts = new() { ReadyAtMost = time } }, "Timeouts.ReadyAtMost");
            yield return Case(Fine with { Timeouts = new() { Resumed = time } }, "Timeouts.Resumed");
            yield return Case(Fine with { Timeouts = new() { Send = time } }, "Timeouts.Send");
            yield return Case(Fine with { Timeouts = new() { CloseWrite = time } }, "Timeouts.CloseWrite");
            yield return Case(Fine with { Timeouts = new() { CloseEcho = time } }, "Timeouts.CloseEcho");
            yield return Case(Fine with { Timeouts = new() { Stop = time } }, "Timeouts.Stop");
        }

        var long2 = TimeSpan.FromDays(2);
        yield return Case(Fine with { Recovery = new() { ResumeUrlAttempts = 0 } }, "Recovery.ResumeUrlAttempts is 0.");
        yield return Case(Fine with { Recovery = new() { ResumeAttempts = 0 } }, "Recovery.ResumeAttempts is 0.");
        yield return Case(Fine with { Recovery = new() { MalformedFramesInARow = 0 } }, "Recovery.MalformedFramesInARow is 0.");
        yield return Case(Fine with { Recovery = new() { SessionLifetime = long2 } }, "Recovery.SessionLifetime");
        yield return Case(Fine with { Recovery = new() { DialSpacing = -long2 } }, "Recovery.DialSpacing");
        yield return Case(Fine with { Recovery = new() { RetryAfterMax = long2 } }, "Recovery.RetryAfterMax");
        yield return Case(Fine with { Recovery = new() { InvalidSessionWaitMin = TimeSpan.FromSeconds(6) } }, "Recovery.InvalidSessionWaitMin is 00:00:06. Allowed: at most");
        yield return Case(Fine with { Recovery = new() { RateLimitedWaitMin = TimeSpan.FromSeconds(11) } }, "Recovery.RateLimitedWaitMin is 00:00:11. Allowed: at most");

        static TestCaseData Case(GatewayShardOptions options, string says) =>
            new TestCaseData(options, says).SetArgDisplayNames(says);
    }

    [Test]
    public void Options_by_themselves_are_fine() => Assert.That(GatewayShardOptionsValidator.Validate(Fine), Is.Empty);

    [TestCaseSource(nameof(Violations))]
    public void A_violation_names_option_value_and_what_is_allowed(GatewayShardOptions options, string says) =>
        Assert.That(
            GatewayShardOptionsValidator.Validate(options),
            Has.Count.EqualTo(1).And.Some.Contains(says).And.Some.Match("Allowed: |Did you mean "));

    [Test]
    public void All_violations_are_named_at_once()
    {
        using var world = new ShardWorld();
        var options = Fine with { LargeThreshold = 1, MaxPendingCommands = 0, Timeouts = new() { Dial = TimeSpan.Zero } };
        Assert.That(
            () => new GatewayShard(options, world.Transport),
            Throws.ArgumentException.With.Message.Contains("LargeThreshold").And.Message.Contains("MaxPendingCommands").And.Message.Contains("Timeouts.Dial"));
    }

    [Test]
    public void Named_events_become_intents_on_the_wire_and_a_filter()
    {
        using var world = new ShardWorld(shard: o => o with
        {
            Intents = null,
            GuildEvents = ["MESSAGE_CREATE", "GUILD_MEMBER_ADD", "USER_UPDATE"],
            DirectMessageEvents = ["MESSAGE_DELETE"],
            MessageContent = true,
        });
        var names = new List<string>();
        world.OnDispatch = (d, _) =>
        {
            names.Add(d.Name);
            return default;
        };
        world.Start();
        world.Pass(3);
        world.Server.Dispatch(Target.All, "TYPING_START", """{"guild_id":"1"}"""u8);
        world.Server.DispatchMessage(Target.All);
        world.Server.Dispatch(Target.All, "MESSAGE_DELETE", """{"guild_id":"1"}"""u8);
        world.Server.Dispatch(Target.All, "MESSAGE_DELETE", """{"channel_id":"1"}"""u8);
        world.Server.Dispatch(Target.All, "NOBODY_KNOWS", "{}"u8);
        world.Pass(1);

        const GatewayIntents expected = GatewayIntents.GuildMessages | GatewayIntents.GuildMembers
            | GatewayIntents.DirectMessages | GatewayIntents.MessageContent;
        Assert.That(world.Shard.Intents, Is.EqualTo(expected));
        Assert.That(world.Frames.SentBodies(2).Single().GetProperty("intents").GetInt64(), Is.EqualTo((long)expected));
        Assert.That(names.Skip(1), Is.EqualTo(new[] { "MESSAGE_CREATE", "MESSAGE_DELETE" }));
        Assert.That(world.Shard.Events!.PrivilegedEvents.Select(e => e.Name), Is.EqualTo(new[] { "GUILD_MEMBER_ADD" }));
        Assert.That(world.Logs.Of(2004).Single().Text, Does.Contain("GuildMembers"));
        Assert.That(world.Logs.Of(2005).Single().Text, Does.Contain("USER_UPDATE"));
        Assert.That(world.Shard.Status.Sequence, Is.EqualTo(world.LivingSession!.LastSequence), "what is filtered counts all the same");
    }
}
