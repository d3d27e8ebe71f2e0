using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Accounting;

[TestFixture]
public sealed class ViolationReportTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void A_careful_client_has_an_empty_report()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(4000);
        world.Resume(client).Say(Wording.Heartbeat(1));

        Assert.That(world.Server.Report.IsEmpty);
        Assert.That(world.Server.Report.ToText(), Is.EqualTo("No violations."));
        Assert.That(() => world.Server.Report.ThrowIfAny(ViolationSeverity.Advice), Throws.Nothing);
    }

    [Test]
    public void The_text_names_kind_count_severity_place_and_advice_worst_first()
    {
        using var world = new SimulatedWorld();
        var early = world.Ready(0, 2);
        world.Advance(2 * Second);
        world.Dial().Say(Wording.Identify(1, 2));
        world.Dial().Say(Wording.Identify(token: "secret-of-somebody"));
        early.Close(4000);

        var text = world.Server.Report.ToText();
        Assert.That(text, Does.StartWith("2 violations of 2 kinds.\nDanger: AuthenticationFailed × 1. Discord closes with 4004."));
        Assert.That(text, Does.Contain("\nMistake: IdentifyOutsideBucket × 1. ").And.Contain("at 2.000 s, connection 2, shard 1/2: 3000 ms too early."));
        Assert.That(text, Does.Not.Contain("secret"));
    }

    [Test]
    public void The_json_says_the_same()
    {
        using var world = new SimulatedWorld();
        world.Ready(0, 2);
        world.Dial().Say(Wording.Identify(1, 2));
        world.Dial().Say("?");

        using var json = JsonDocument.Parse(world.Server.Report.ToJson());
        var root = json.RootElement;
        Assert.That(root.GetProperty("total").GetInt32(), Is.EqualTo(2));
        Assert.That(root.GetProperty("by_kind").GetProperty("identify_outside_bucket").GetInt32(), Is.EqualTo(1));
        var first = root.GetProperty("violations")[0];
        Assert.That(first.GetProperty("kind").GetString(), Is.EqualTo("identify_outside_bucket"));
        Assert.That(first.GetProperty("severity").GetString(), Is.EqualTo("mistake"));
        Assert.That(first.GetProperty("shard").GetRawText(), Is.EqualTo("[1,2]"));
        Assert.That(first.GetProperty("advice").GetString(), Does.Contain("5 s"));
        Assert.That(root.GetProperty("violations")[1].GetProperty("shard").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Throwing_honours_severity_and_exceptions()
    {
        using var world = new SimulatedWorld();
        world.Ready(0, 2);
        world.Dial().Say(Wording.Identify(1, 2));
        var report = world.Server.Report;

        var error = Assert.Throws<ViolationException>(() => report.ThrowIfAny());
        Assert.That(error!.Message, Is.EqualTo(report.ToText()));
        Assert.That(error.Violations, Has.Count.EqualTo(1));
        Assert.That(() => report.ThrowIfAny(ViolationSeverity.Danger), Throws.Nothing);
        Assert.That(() => report.ThrowIfAny(except: ViolationKind.IdentifyOutsideBucket), Throws.Nothing);
        Assert.That(() => report.ThrowIfAny(except: ViolationKind.DecodeError), Throws.TypeOf<ViolationException>());
    }

    [Test]
    public void Every_kind_has_a_severity_and_an_advice()
    {
        foreach (var kind in Enum.GetValues<ViolationKind>())
        {
            Assert.That(ViolationTable.Of(kind).Advice, Does.EndWith("."), kind.ToString());
        }
    }

    [Test]
    public void The_list_is_bounded_by_kind_and_the_count_is_not()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PayloadLimit = 10_000 });
        var client = world.Ready();
        for (var i = 0; i < 1500; i++)
        {
            client.Say(Wording.Heartbeat(99));
        }

        world.Dial().Say("?");
        var report = world.Server.Report;
        Assert.That(report.ByKind[ViolationKind.HeartbeatBadSequence], Is.EqualTo(1500));
        Assert.That(report.Violations.Count(v => v.Kind == ViolationKind.HeartbeatBadSequence), Is.EqualTo(1000));
        Assert.That(report.Violations[^1].Kind, Is.EqualTo(ViolationKind.DecodeError));
        Assert.That(report.ToText(), Does.Contain("… and 1495 more"));
    }

    [Test]
    public void Advice_is_in_the_report_only()
    {
        using var world = new SimulatedWorld();
        world.Ready().Close(4000);
        world.Advance(5 * Second);
        world.Ready();

        Assert.That(world.Server.Report.ByKind.Keys, Is.EqualTo(new[] { ViolationKind.IdentifyWithResumableSession }));
        Assert.That(world.Violations, Is.Empty);
        Assert.That(world.Server.Account.ViolationsByKind, Is.Empty);
        Assert.That(() => world.Server.Report.ThrowIfAny(), Throws.Nothing);
        Assert.That(() => world.Server.Report.ThrowIfAny(ViolationSeverity.Advice), Throws.TypeOf<ViolationException>());
    }

    [Test]
    public void Heartbeats_that_nobody_asked_for_are_advised_against()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        client.Say(Wording.Heartbeat(1));
        world.Server.Faults.RequestHeartbeat(Target.All);
        client.Say(Wording.Heartbeat(1));
        Assert.That(world.Server.Report.IsEmpty, "The server had asked.");
        client.Say(Wording.Heartbeat(1));

        Assert.That(world.Server.Report.ByKind.Keys, Is.EqualTo(new[] { ViolationKind.HeartbeatTooFrequent }));
    }

    [Test]
    public void Two_sockets_of_one_shard_are_a_mistake()
    {
        using var world = new SimulatedWorld();
        world.Ready();
        world.Advance(5 * Second);
        world.Ready();

        Assert.That(world.Violations, Is.EqualTo(new[] { ViolationKind.TwoSocketsOneShard }));
    }

    [Test]
    public void Resumes_that_cannot_work_are_told_apart()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { SuperviseHeartbeats = false });
        var ended = world.Ready().Close(1000);
        world.Dial().Say(Wording.Resume("never-was", 1));
        world.Resume(ended);
        world.Advance(5 * Second);
        var expired = world.Ready().Close(4000);
        world.Advance(121 * Second);
        world.Resume(expired);

        Assert.That(world.Server.Report.Violations.Select(v => v.Kind), Is.EqualTo(new[]
        {
            ViolationKind.ResumeUnknownSession, ViolationKind.CloseThatEndsSessionBeforeResume, ViolationKind.ResumeExpiredSession,
        }));
    }

    [TestCase(0, true)]
    [TestCase(59, true)]
    [TestCase(60, false)]
    public void Coming_again_after_a_fatal_code_is_dangerous_for_a_minute(int seconds, bool noted)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { PrivilegedIntents = 0 });
        world.Dial().Say(Wording.Identify(intents: 2));
        world.Advance(seconds * Second);
        world.Dial().Say(Wording.Identify(intents: 2));

        Assert.That(world.Violations.Contains(ViolationKind.ReconnectAfterFatal), Is.EqualTo(noted));
        Assert.That(world.Violations.Count(k => k == ViolationKind.DisallowedIntents), Is.EqualTo(2));
    }

    [Test]
    public void Another_shard_after_a_fatal_code_is_somebody_else()
    {
        using var world = new SimulatedWorld();
        world.Ready(0, 2);
        world.Server.Faults.Close(Target.All, 4004);
        world.Settle();
        world.Advance(5 * Second);
        world.Ready(1, 2);

        Assert.That(world.Server.Report.IsEmpty);
    }

    [Test]
    public void A_wrong_version_that_comes_again_is_noted_too()
    {
        using var world = new SimulatedWorld();
        world.Dial("/?v=4");
        world.Dial("/?v=4");

        Assert.That(world.Server.Report.ByKind, Does.ContainKey(ViolationKind.ReconnectAfterFatal));
    }

    [Test]
    public void A_loop_of_connections_is_noted_once_every_twenty()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(4000);
        for (var i = 0; i < 45; i++)
        {
            world.Resume(client).Close(4000);
        }

        Assert.That(world.Server.Report.ByKind[ViolationKind.ReconnectLoop], Is.EqualTo(2));
    }

    [Test]
    public void Twenty_connections_in_10_s_are_no_loop()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready().Close(4000);
        for (var i = 0; i < 100; i++)
        {
            world.Advance(0.51 * Second);
            world.Resume(client).Close(4000);
        }

        Assert.That(world.Server.Report.IsEmpty, world.Server.Report.ToText());
    }
}
