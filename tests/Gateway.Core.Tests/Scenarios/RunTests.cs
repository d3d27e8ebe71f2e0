using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>How a run ends, and what its caller is told.</summary>
internal sealed class RunTests
{
    [Test]
    public void A_run_returns_when_it_is_stopped([Values] DeliveryMode mode, [Values] bool keepSession)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        world.Pass(5);
        world.World.Await(world.Shard.StopAsync(keepSession));
        world.World.Await(world.Running!);

        Assert.That(world.World.Log, Has.Some.EndsWith(keepSession ? "close 4000" : "close 1000"));
        Assert.That(world.LivingSession is not null, Is.EqualTo(keepSession));
        Assert.That(world.Shard.Session is not null, Is.EqualTo(keepSession));
        world.AssertHealthy(except: "ended on purpose when not kept");
    }

    [Test]
    public void A_cancelled_run_throws_and_keeps_the_session([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        using var cancellation = new CancellationTokenSource();
        var run = world.Run(cancellation.Token);
        world.UntilReady();
        world.Pass(5);
        var at = world.World.Now;
        cancellation.Cancel();

        Assert.That(world.ErrorOf(run), Is.InstanceOf<OperationCanceledException>());
        Assert.That(world.World.Now - at, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(250)));
        Assert.That(world.World.Log, Has.Some.EndsWith("close 4000"));
        Assert.That(world.Shard.Session!.SessionId, Is.EqualTo(world.LivingSession!.Id));
        world.AssertHealthy();
    }

    [Test]
    public void A_run_with_a_token_that_has_fired_throws_and_dials_nobody()
    {
        using var world = new ShardWorld();
        Assert.That(world.ErrorOf(world.Run(new CancellationToken(true))), Is.InstanceOf<OperationCanceledException>());
        Assert.That(world.Transport.Dials, Is.Zero);
    }

    [Test]
    public void A_shard_stopped_before_its_run_returns_at_once()
    {
        using var world = new ShardWorld();
        world.World.Await(world.Shard.StopAsync());
        world.World.Await(world.Run());
        Assert.That(world.Transport.Dials, Is.Zero);
        Assert.That(world.ErrorOf(world.Shard.WaitUntilReadyAsync()), Is.InstanceOf<GatewayClosedException>());
    }

    [Test]
    public void A_shard_is_run_once()
    {
        using var world = new ShardWorld().Start();
        Assert.That(() => world.Shard.RunAsync(static (_, _) => default), Throws.InvalidOperationException);
        Assert.That(world.ErrorOf(world.Shard.ReadAllAsync().GetAsyncEnumerator().MoveNextAsync().AsTask()), Is.InstanceOf<InvalidOperationException>());
        world.AssertHealthy();
    }

    [TestCase(4004, "token")]
    [TestCase(4010, "0/1")]
    [TestCase(4011, "shard count")]
    [TestCase(4012, "Invalid API version")]
    [TestCase(4013, "GuildMembers")]
    [TestCase(4014, "developer portal")]
    public void A_fatal_close_ends_the_run_and_says_what_to_do(int code, string says)
    {
        using var world = new ShardWorld(shard: o => o with { Intents = GatewayIntents.Guilds | GatewayIntents.GuildMembers }).Start();
        world.Server.Faults.Close(Target.All, code, "Because.");
        var error = world.ErrorOf(world.Running!) as GatewayClosedException;

        Assert.That(error, Is.Not.Null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.CloseCode, Is.EqualTo(code));
            Assert.That(error.Reason, Is.EqualTo("Because."));
            Assert.That(error.Disposition, Is.EqualTo(CloseDisposition.Fatal));
            Assert.That(error.End.Kind, Is.EqualTo(ShardEndKind.Fatal));
            Assert.That(error.Shard, Is.EqualTo(ShardId.Unsharded));
            Assert.That(error.Opcode, Is.Null);
            Assert.That(error.RetryAfter, Is.Null);
            Assert.That(error.Message, Does.Contain(says));
        }

        if (code is 4013 or 4014)
        {
            Assert.That(error.Message, Does.Contain("GuildMembers").And.Contain("3"));
        }

        Assert.That(world.State, Is.EqualTo(ShardStateKind.Closed));
        Assert.That(world.Logs.Of(9001).Count(), Is.EqualTo(1));
        world.AssertHealthy(except: "the close ended it");
    }

    [Test]
    public void A_policy_that_gives_up_ends_the_run()
    {
        using var world = new ShardWorld(shard: o => o with
        {
            ReconnectPolicy = new ExponentialReconnectPolicy { MaxFailedAttempts = 3 },
        });
        world.Server.Faults.Rules.RefuseUpgrade(503, TimeSpan.FromSeconds(7));
        var error = world.ErrorOf(world.Run()) as GatewayClosedException;

        Assert.That(error, Has.Property("End").Property("Kind").EqualTo(ShardEndKind.GaveUp));
        Assert.That(error!.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(world.Transport.Dials, Is.EqualTo(3));
    }

    [Test]
    public void Op_9_can_be_what_a_policy_gives_up_on()
    {
        using var world = new ShardWorld(shard: o => o with { ReconnectPolicy = new Refusing() }).Start();
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        Assert.That(world.ErrorOf(world.Running!), Has.Property("Opcode").EqualTo(GatewayOpcode.InvalidSession));
    }

    [Test]
    public void A_policy_that_throws_ends_the_run_loudly([Values("reset", "op7", "timer", "caller")] string when)
    {
        using var world = new ShardWorld(shard: o => o with { ReconnectPolicy = new Throwing() }).Start();
        var pending = world.Shard.SendAsync(new UpdatePresence());
        switch (when)
        {
            case "reset":
                world.Server.Faults.Reset(Target.All);
                break;
            case "op7":
                world.Server.Faults.SendReconnect(Target.All);
                break;
            case "timer":
                world.Server.Faults.HalfOpen(Target.All);
                break;
            default:
                world.Shard.Reconnect();
                break;
        }

        var error = world.ErrorOf(world.Running!);
        Assert.That(error, Is.InstanceOf<InvalidOperationException>().With.InnerException.Message.EqualTo("A bug of the policy."));
        Assert.That(world.Logs.Of(9002).Count(), Is.EqualTo(1));
        Assert.That(world.Transport.Open, Is.Zero);
        Assert.That(world.State, Is.EqualTo(ShardStateKind.Closed));
        Assert.That(pending.IsCompleted, Is.True);
        Assert.That(() => world.Shard.SendAsync(new UpdatePresence()), Throws.InstanceOf<CommandNotSentException>());
    }

    [Test]
    public void WaitUntilReady_completes_at_READY_fails_at_the_end_and_can_be_given_up_without_a_trace()
    {
        using var world = new ShardWorld();
        using var cancellation = new CancellationTokenSource();
        var first = world.Shard.WaitUntilReadyAsync();
        var given = world.Shard.WaitUntilReadyAsync(cancellation.Token);
        cancellation.Cancel();
        world.World.Settle();
        Assert.That(given.IsCanceled, Is.True);
        world.Start();
        Assert.That(first.IsCompletedSuccessfully, Is.True);
        Assert.That(world.Shard.WaitUntilReadyAsync().IsCompletedSuccessfully, Is.True);
        world.Server.Faults.Rules.RefuseUpgrade(503);
        world.Server.Faults.Reset(Target.All);
        world.Until(ShardStateKind.Connecting);
        var second = world.Shard.WaitUntilReadyAsync();
        _ = world.Shard.StopAsync();
        Assert.That(world.ErrorOf(second), Is.InstanceOf<GatewayClosedException>());
    }

    private sealed class Refusing : IReconnectPolicy
    {
        public TimeSpan? GetDialDelay(in ReconnectContext context) => TimeSpan.Zero;

        public TimeSpan? GetIdentifyDelay(in ReconnectContext context) => null;
    }

    private sealed class Throwing : IReconnectPolicy
    {
        public TimeSpan? GetDialDelay(in ReconnectContext context) => throw new InvalidOperationException("A bug of the policy.");

        public TimeSpan? GetIdentifyDelay(in ReconnectContext context) => TimeSpan.Zero;
    }
}
