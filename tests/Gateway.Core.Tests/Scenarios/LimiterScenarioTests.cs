using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>The identify limiter is somebody else's: it waits, fails, and changes its mind.</summary>
[Property("Fault", "F-15")]
internal sealed class LimiterScenarioTests
{
    [Test]
    public void A_connection_lost_while_waiting_withdraws_and_uses_no_permit()
    {
        var limiter = new ScriptedIdentifyLimiter { Hold = true };
        using var world = new ShardWorld(shard: o => o with { IdentifyLimiter = limiter });
        world.Run();
        world.Until(ShardStateKind.Identifying);
        world.Server.Faults.Reset(Target.All);
        world.Until(ShardStateKind.Connecting);
        Assert.That(limiter.Waiting, Is.Zero);
        world.Until(ShardStateKind.Identifying);
        Assert.That(limiter.Waiting, Is.EqualTo(1));
        limiter.Give();
        world.UntilReady();

        Assert.That(limiter.Asked, Is.EqualTo(2));
        Assert.That(limiter.Notes.Where(n => n != "disposed"), Is.EqualTo(new[] { "sent", "settled Ready" }));
        world.AssertHealthy();
    }

    [Test]
    public void A_permit_that_comes_after_its_waiter_died_is_given_back_unsent()
    {
        var limiter = new ScriptedIdentifyLimiter { Hold = true, IgnoresCancellation = true };
        using var world = new ShardWorld(shard: o => o with { IdentifyLimiter = limiter });
        world.Run();
        world.Until(ShardStateKind.Identifying);
        world.World.Await(world.Shard.StopAsync());
        limiter.Give();
        world.Pass(1);

        Assert.That(limiter.Notes, Is.EqualTo(new[] { "disposed" }));
        Assert.That(world.Counters.IdentifiesSent, Is.Zero);
        world.AssertHealthy();
    }

    [Test]
    public void A_limiter_that_throws_leaves_no_unidentified_socket()
    {
        var limiter = new ScriptedIdentifyLimiter();
        limiter.Failures.Enqueue(new InvalidOperationException("The store is down."));
        limiter.Failures.Enqueue(new TimeoutException());
        using var world = new ShardWorld(shard: o => o with { IdentifyLimiter = limiter });
        world.Run();
        var ended = world.UntilTransition(t => t.Cause == TransitionCause.PermitUnavailable, "the connection is given up");
        world.World.RunUntil(() => world.Transport.Open == 0, "no socket is left");
        world.UntilReady();

        Assert.That(ended.Ending!.Error, Is.InstanceOf<InvalidOperationException>());
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(1));
        Assert.That(world.Transport.Dials, Is.EqualTo(3));
        world.AssertHealthy();
    }

    [Test]
    public void The_permit_is_told_how_the_identify_ended([Values] IdentifyOutcome outcome)
    {
        var limiter = new ScriptedIdentifyLimiter();
        using var world = new ShardWorld(
            s => s with { IdentifyWindow = TimeSpan.Zero }, o => o with { IdentifyLimiter = limiter });
        if (outcome != IdentifyOutcome.Ready)
        {
            world.Server.Faults.Rules.WithholdReady(count: 1);
        }

        world.Run();
        world.World.RunUntil(() => world.Counters.IdentifiesSent == 1, "the Identify is sent");
        world.Pass(0.1);
        switch (outcome)
        {
            case IdentifyOutcome.InvalidSession:
                world.Server.Faults.SendRaw(Target.All, """{"op":9,"d":false}"""u8.ToArray());
                break;
            case IdentifyOutcome.Closed:
                world.Server.Faults.Reset(Target.All);
                break;
        }

        world.World.RunUntil(() => limiter.Notes.Count >= 2, "the permit is settled");
        Assert.That(limiter.Notes.Take(2), Is.EqualTo(new[] { "sent", $"settled {outcome}" }));
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    public void The_limits_of_the_gateway_reach_the_limiter_before_the_first_identify()
    {
        var limiter = new ScriptedIdentifyLimiter();
        var limit = new SessionStartLimit(1000, 998, TimeSpan.FromHours(5), 16);
        using var world = new ShardWorld(shard: o => o with
        {
            IdentifyLimiter = limiter,
            GatewayInfo = new LimitedInfo(new Uri("wss://gateway.simulator.test"), limit),
        }).Start();

        Assert.That(limiter.Updates, Is.EqualTo(new[] { limit }));
        world.AssertHealthy();
    }

    [Test]
    public void Identifies_of_one_shard_are_more_than_five_seconds_apart()
    {
        using var world = new ShardWorld(shard: o => o with
        {
            ReconnectPolicy = new ExponentialReconnectPolicy { IdentifyBase = TimeSpan.FromMilliseconds(1) },
            Recovery = new RecoveryOptions { InvalidSessionWaitMin = TimeSpan.Zero, InvalidSessionWaitMax = TimeSpan.Zero },
        }).Start();
        for (var i = 0; i < 10; i++)
        {
            world.Server.Faults.InvalidateSession(Target.All, resumable: false);
            world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready again");
        }

        Assert.That(world.World.Now, Is.GreaterThan(TimeSpan.FromSeconds(10 * 5.1)));
        world.AssertHealthy(except: "the server has ended sessions"); // The simulator punishes the bucket.
    }

    private sealed class LimitedInfo(Uri url, SessionStartLimit limit) : IGatewayInfoSource
    {
        public ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken) =>
            new(new GatewayInfo(url, 1, limit));
    }
}
