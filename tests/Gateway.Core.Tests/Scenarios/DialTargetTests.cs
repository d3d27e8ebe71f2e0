using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Core.Transport;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Where the shard dials, how often, and with which code it leaves.</summary>
internal sealed class DialTargetTests
{
    [Test]
    [Property("Fault", "F-06")]
    public void A_resume_host_that_refuses_is_tried_twice_then_the_base_url_with_the_same_session()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 5 }).Start();
        world.Pass(10);
        world.Server.Faults.RetireResumeHost();
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        world.Quiet();

        Assert.That(
            world.Transport.Urls.Skip(1).Select(u => u.Host),
            Is.EqualTo(new[] { "resume.simulator.test", "resume.simulator.test", "gateway.simulator.test" }));
        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-06")]
    public void A_resume_host_that_upgrades_and_says_nothing_is_left_too()
    {
        using var world = new ShardWorld(s => s with { ResumeWindow = TimeSpan.FromMinutes(30) }).Start();
        world.Pass(10);
        world.Server.Faults.Rules.WithholdHello(host: GatewayHost.Resume);
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");

        Assert.That(world.Transport.Urls.Count(u => u.Host == "resume.simulator.test"), Is.EqualTo(2));
        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
        world.AssertHealthy();
    }

    [TestCase("wss://resume.simulator.test")]
    [TestCase("wss://resume.simulator.test/")]
    [TestCase("wss://resume.simulator.test/a/path?v=6&encoding=etf&compress=zlib-stream")]
    [Property("Fault", "F-07")]
    public void Every_url_that_is_dialed_carries_version_and_encoding(string resumeUrl)
    {
        using var world = new ShardWorld(s => s with { ResumeUrl = new Uri(resumeUrl) }).Start();
        world.Pass(10);
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");

        Assert.That(world.Transport.Urls.Select(u => u.Query), Has.All.EqualTo("?v=10&encoding=json"));
        Assert.That(world.Transport.Urls[1].Host, Is.EqualTo("resume.simulator.test"));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-08")]
    public void Whatever_makes_the_shard_leave_it_never_closes_with_1000_or_1001()
    {
        using var world = new ShardWorld(s => s with { EventsPerSecond = 5 }).Start();
        world.Pass(10);
        world.Shard.Reconnect();
        world.Pass(5);
        world.Server.Faults.SendReconnect(Target.All);
        world.Pass(5);
        world.Server.Faults.HalfOpen(Target.All);
        world.Pass(120);
        world.Server.Faults.SendRaw(Target.All, """{"op":10,"d":{"heartbeat_interval":41250}}"""u8.ToArray());
        world.Pass(5);
        for (var i = 0; i < 5; i++)
        {
            world.Server.Faults.SendMalformed(Target.All);
        }

        world.Pass(5);
        world.Server.Faults.InvalidateSession(Target.All, resumable: true);
        world.Pass(10);
        world.Quiet();

        var closes = world.World.Log.Where(l => l.Contains(" close ", StringComparison.Ordinal)).ToList();
        Assert.That(closes, Has.Count.GreaterThanOrEqualTo(6));
        Assert.That(closes, Has.All.EndsWith("close 4000"));
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-08")]
    public void A_peer_that_closes_with_1000_or_1001_is_resumed_once([Values(1000, 1001)] int code)
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        world.Server.Faults.Close(Target.All, code);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");

        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        world.AssertHealthy(except: code == 1000 ? "the simulator ends sessions that it closes with 1000" : null);
    }

    [Test]
    [Property("Fault", "F-08")]
    public void A_peer_that_keeps_closing_with_1001_gets_an_identify_after_the_one_resume()
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        world.Server.Faults.Rules.CloseAfterResume(1001);
        world.Server.Faults.Close(Target.All, 1001);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(2));
        world.AssertHealthy(except: "the first session was given up on purpose");
    }

    [Test]
    [Property("Fault", "F-19")]
    public void A_network_that_is_gone_for_hours_is_tried_at_a_bounded_rate()
    {
        using var world = new ShardWorld().Start();
        world.Pass(10);
        world.Server.Faults.Rules.DropUpgrade();
        world.Server.Faults.Reset(Target.All);
        world.World.Run(TimeSpan.FromMinutes(5));
        var before = world.Transport.Dials;
        world.World.Run(TimeSpan.FromHours(6));

        Assert.That(world.Shard.Status.NextDeadlineAt, Is.Not.Null, "always a scheduled retry");
        Assert.That(world.Transport.Dials - before, Is.InRange(6 * 60, 6 * 60 * 3), "on average one in 30 s, from the cap of 60 s");
        world.Server.Faults.Rules.Clear();
        world.UntilReady(TimeSpan.FromMinutes(2));
        world.AssertHealthy(except: "the first session expired");
    }

    [Test]
    [Property("Fault", "F-19")]
    public void A_peer_that_drops_every_Ready_connection_is_dialed_at_most_twice_a_second()
    {
        using var world = new ShardWorld().Start();
        var before = world.Transport.Dials;
        for (var i = 0; i < 6000; i++)
        {
            if (world.State == ShardStateKind.Ready)
            {
                world.Server.Faults.Reset(Target.All);
            }

            world.World.Run(TimeSpan.FromMilliseconds(10));
        }

        Assert.That(world.Transport.Dials - before, Is.InRange(10, 121));
        world.Quiet();
        world.AssertHealthy();
    }

    [TestCase(429, 90.0)]
    [TestCase(503, 90.0)]
    [TestCase(429, null)]
    [TestCase(503, null)]
    [Property("Fault", "F-35")]
    public void A_refused_upgrade_keeps_the_session_and_honours_retry_after(int status, double? seconds)
    {
        using var world = new ShardWorld(s => s with { ResumeWindow = TimeSpan.FromMinutes(30), EventsPerSecond = 1 }).Start();
        world.Pass(10);
        TimeSpan? after = seconds is { } s ? TimeSpan.FromSeconds(s) : null;
        world.Server.Faults.Rules.RefuseUpgrade(status, after, count: 3);
        world.Server.Faults.Reset(Target.All);
        var at = world.World.Now;
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        var took = world.World.Now - at;
        world.Quiet();

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
        Assert.That(took, after is { } wait ? Is.GreaterThanOrEqualTo(wait * 3) : Is.GreaterThan(TimeSpan.FromSeconds(1)));
        Assert.That(world.Transitions.First(t => t.Ending?.HttpStatus is not null).Ending!.RetryAfter, Is.EqualTo(after));
        world.AssertHealthy();
    }
}
