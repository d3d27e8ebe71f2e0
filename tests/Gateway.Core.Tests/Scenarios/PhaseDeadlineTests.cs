using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Core.Transport;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Every phase stalls once: a deadline, a typed reason, a next action.</summary>
[Property("Fault", "F-05")]
internal sealed class PhaseDeadlineTests
{
    [Test]
    [Property("Fault", "F-19")]
    public void A_dial_that_is_refused_says_in_which_phase_and_is_tried_again([Values] DialPhase phase)
    {
        using var world = new ShardWorld();
        world.Transport.Refusals.Enqueue(() => new TransportConnectException(phase, "No.", timedOut: true));
        world.Run();
        world.UntilReady();

        var ending = world.Transitions[0].Ending!;
        Assert.That(ending, Has.Property("Cause").EqualTo(TransitionCause.DialFailed).And.Property("DialPhase").EqualTo(phase));
        Assert.That(world.Transport.Dials, Is.EqualTo(2));
        Assert.That(world.Logs.Of(1004).Single().Text, Does.Contain(phase.ToString()));
        world.AssertHealthy();
    }

    [Test]
    public void A_dial_that_throws_anything_is_tried_again()
    {
        using var world = new ShardWorld();
        world.Transport.Refusals.Enqueue(() => new InvalidCastException("a broken transport"));
        world.Run();
        world.UntilReady();

        Assert.That(world.Transitions[0].Ending!.DialPhase, Is.EqualTo(DialPhase.Unknown));
        world.AssertHealthy();
    }

    [Test]
    public void A_dial_that_is_never_answered_ends_after_its_deadline()
    {
        using var world = new ShardWorld();
        world.Server.Faults.Rules.StallUpgrade(count: 1);
        world.Run();
        var ended = world.UntilTransition(t => t.Ending is not null, "the dial is given up");

        Assert.That(ended.Cause, Is.EqualTo(TransitionCause.DialTimedOut));
        Assert.That(world.World.Now, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(world.Transport.Open, Is.Zero);
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    public void A_gateway_address_that_never_comes_ends_after_the_same_deadline()
    {
        var info = new StallingInfo();
        using var world = new ShardWorld(shard: o => o with { GatewayInfo = info });
        world.Run();
        world.UntilTransition(t => t.Cause == TransitionCause.DialTimedOut, "the dial is given up");

        Assert.That(world.World.Now, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(info.Cancelled, Is.True);
        Assert.That(world.Transport.Dials, Is.Zero);
    }

    [Test]
    public void A_gateway_address_that_cannot_be_had_is_asked_for_again()
    {
        var info = new FailingInfo(3);
        using var world = new ShardWorld(shard: o => o with { GatewayInfo = info });
        info.Url = world.Server.GatewayUrl;
        world.Run();
        world.UntilReady();

        Assert.That(info.Refreshes, Is.EqualTo(new[] { false, true, true, true }));
        Assert.That(world.Transitions[0].Ending!.DialPhase, Is.EqualTo(DialPhase.GatewayInfo));
        world.AssertHealthy();
    }

    [Test]
    public void A_gateway_address_refused_with_401_ends_the_shard()
    {
        var info = new FailingInfo(1) { Status = 401 };
        using var world = new ShardWorld(shard: o => o with { GatewayInfo = info });
        var run = world.Run();

        var error = world.ErrorOf(run) as GatewayClosedException;
        Assert.That(error, Is.Not.Null);
        Assert.That(error!.End.Ending.HttpStatus, Is.EqualTo(401));
    }

    [Test]
    [Property("Fault", "F-12")]
    public void Hello_that_does_not_come_ends_after_20_seconds_and_nothing_is_sent_before()
    {
        using var world = new ShardWorld();
        world.Server.Faults.Rules.WithholdHello(count: 1);
        world.Run();
        world.UntilTransition(t => t.Cause == TransitionCause.HelloTimedOut, "Hello is given up");

        Assert.That(world.World.Now, Is.EqualTo(TimeSpan.FromMilliseconds(20_040)), "two ways of 20 ms, then the deadline");
        Assert.That(world.Frames.Sent, Is.Empty);
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-12")]
    public void A_late_Hello_delays_everything_and_costs_nothing()
    {
        using var world = new ShardWorld();
        world.Server.Faults.Rules.DelayHello(TimeSpan.FromSeconds(19), count: 1);
        world.Run();
        world.Pass(18);
        Assert.That(world.Frames.Sent, Is.Empty);
        world.UntilReady();

        Assert.That(world.Transport.Dials, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void A_permit_that_does_not_come_has_no_deadline_is_shown_and_can_be_cancelled()
    {
        var limiter = new ScriptedIdentifyLimiter { Hold = true };
        using var world = new ShardWorld(shard: o => o with { IdentifyLimiter = limiter });
        var run = world.Run();
        world.Until(ShardStateKind.Identifying);
        var since = world.Timers.GetUtcNow();
        world.World.Run(TimeSpan.FromHours(3));

        Assert.That(world.State, Is.EqualTo(ShardStateKind.Identifying));
        Assert.That(world.Shard.Status.AwaitsIdentifyPermitSince, Is.EqualTo(since));
        Assert.That(world.Transport.Dials, Is.EqualTo(1), "heartbeats keep the connection alive meanwhile");
        world.World.Await(world.Shard.StopAsync());
        world.World.Await(run);
        Assert.That(limiter.Waiting, Is.Zero);
        Assert.That(world.Shard.Status.AwaitsIdentifyPermitSince, Is.Null);
        world.AssertHealthy();
    }

    [Test]
    public void READY_that_does_not_come_ends_after_its_deadline_and_the_shard_identifies_again()
    {
        using var world = new ShardWorld();
        world.Server.Faults.Rules.WithholdReady(count: 1);
        world.Run();
        world.UntilTransition(t => t.Cause == TransitionCause.ReadyTimedOut, "READY is given up");

        Assert.That(world.World.Now.TotalSeconds, Is.InRange(60, 300.1), "any frame extends it, to 5 min at most");
        world.UntilReady();
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(2));
        world.AssertHealthy();
    }

    [Test]
    public void RESUMED_that_does_not_come_ends_after_its_deadline_and_is_tried_again()
    {
        using var world = new ShardWorld(s => s with { HeartbeatInterval = TimeSpan.FromSeconds(20) }).Start();
        world.Server.Faults.Rules.WithholdResumed(count: 1);
        world.Server.Faults.Reset(Target.All);
        var at = world.World.Now;
        world.UntilTransition(t => t.Cause == TransitionCause.ResumedTimedOut, "RESUMED is given up");

        Assert.That((world.World.Now - at).TotalSeconds, Is.InRange(60, 61), "heartbeats do not extend it");
        world.UntilReady();
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(2));
        world.AssertHealthy();
    }

    [Test]
    public void A_close_that_is_never_answered_costs_250_ms()
    {
        using var world = new ShardWorld().Start();
        world.Server.Faults.Rules.NeverAnswerClose(count: 1);
        world.Shard.Reconnect();
        var at = world.World.Now;
        world.World.RunUntil(() => world.Transport.Open == 0, "the old transport is dropped");

        Assert.That(world.World.Now - at, Is.EqualTo(TimeSpan.FromMilliseconds(250)));
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    public void A_close_frame_that_cannot_be_written_costs_a_second()
    {
        using var world = new ShardWorld().Start();
        world.Transport.Last!.SendsStall = true;
        world.Shard.Reconnect();
        var at = world.World.Now;
        world.World.RunUntil(() => world.Transport.Open == 0, "the old transport is dropped");

        Assert.That(world.World.Now - at, Is.EqualTo(TimeSpan.FromSeconds(1)));
        world.UntilReady();
        world.AssertHealthy();
    }

    [Test]
    public void A_token_source_that_stalls_is_given_up_after_10_seconds_and_asked_again()
    {
        var asked = 0;
        var never = new TaskCompletionSource<string>();
        using var world = new ShardWorld(shard: o => o with
        {
            Token = BotToken.FromSource(_ => asked++ == 0 ? new ValueTask<string>(never.Task) : new ValueTask<string>("sim-token")),
        });
        world.Run();
        world.UntilTransition(t => t.Cause == TransitionCause.TokenUnavailable, "the source is given up");
        Assert.That(world.World.Now, Is.EqualTo(TimeSpan.FromMilliseconds(10_040)));
        world.UntilReady();
        never.SetResult("sim-token");
        world.Pass(60);

        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(1), "the late answer is for nobody");
        world.AssertHealthy();
    }

    [Test]
    public void A_token_source_that_fails_is_asked_again([Values("throws", "too long", "empty")] string how)
    {
        var asked = 0;
        using var world = new ShardWorld(shard: o => o with
        {
            Token = BotToken.FromSource(_ => (asked++, how) switch
            {
                (0, "throws") => throw new InvalidOperationException("The vault is closed."),
                (0, "too long") => new ValueTask<string>(new string('x', 5000)),
                (0, _) => new ValueTask<string>(""),
                _ => new ValueTask<string>("sim-token"),
            }),
        });
        world.Run();
        world.UntilReady();

        Assert.That(world.Transitions.Count(t => t.Cause == TransitionCause.TokenUnavailable), Is.EqualTo(1));
        world.AssertHealthy();
    }

    private sealed class StallingInfo : IGatewayInfoSource
    {
        public bool Cancelled { get; private set; }

        public ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken)
        {
            var never = new TaskCompletionSource<GatewayInfo>();
            cancellationToken.UnsafeRegister(
                _ =>
                {
                    Cancelled = true;
                    never.TrySetCanceled(cancellationToken);
                },
                null);
            return new ValueTask<GatewayInfo>(never.Task);
        }
    }

    private sealed class FailingInfo(int times) : IGatewayInfoSource
    {
        public Uri? Url { get; set; }

        public int? Status { get; init; }

        public List<bool> Refreshes { get; } = [];

        public ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken)
        {
            Refreshes.Add(refresh);
            return Refreshes.Count <= times
                ? throw new TransportConnectException(DialPhase.GatewayInfo, "No address.", Status)
                : new ValueTask<GatewayInfo>(new GatewayInfo(Url!));
        }
    }
}
