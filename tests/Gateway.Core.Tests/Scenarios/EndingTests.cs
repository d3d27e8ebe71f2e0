using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Dispose, stop and cancel in every state: it ends within the bound and leaves nothing behind.</summary>
[Property("Fault", "F-30")]
internal sealed class EndingTests
{
    public enum In
    {
        BeforeStart,
        Dialing,
        AwaitingHello,
        AwaitingPermit,
        AwaitingToken,
        Identifying,
        Resuming,
        Ready,
        BackOff,
        Closing,
        Closed,
    }

    public enum How
    {
        Stop,
        StopForGood,
        Dispose,
        DisposeTwice,
        Cancel,
        AllAtOnce,
    }

    [Test]
    public void It_ends_within_the_bound_and_leaves_nothing([Values] In state, [Values] How how, [Values] DeliveryMode mode)
    {
        var limiter = new ScriptedIdentifyLimiter();
        var tokens = new TaskCompletionSource<string>();
        using var cancellation = new CancellationTokenSource();
        using var world = new ShardWorld(shard: o => o with
        {
            IdentifyLimiter = limiter,
            Delivery = new DeliveryOptions { Mode = mode },
            Token = BotToken.FromSource(_ => state == In.AwaitingToken ? new ValueTask<string>(tokens.Task) : new ValueTask<string>("sim-token")),
        });
        Bring(world, state, limiter, cancellation.Token);
        var at = world.World.Now;
        var tasks = End(world, how, cancellation);
        world.World.RunUntil(
            () => tasks.TrueForAll(t => t.IsCompleted) && world.Running is null or { IsCompleted: true },
            "everything has ended", TimeSpan.FromMinutes(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(world.World.Now - at, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(1250)), "1 s to write, 250 ms for the echo");
            Assert.That(tasks.Where(t => t.IsFaulted), Is.Empty);
            Assert.That(world.Transport.Open, Is.Zero, "no socket");
            Assert.That(limiter.Waiting, Is.Zero, "no waiter");
            Assert.That(world.State, Is.EqualTo(ShardStateKind.Closed));
        }

        world.World.Await(world.Shard.DisposeAsync().AsTask());
        Assert.That(world.Timers.Armed, Is.Zero, "no timer");
        Assert.That(world.Timers.Alive, Is.Zero, "none that was not disposed");
        var dials = world.Transport.Dials;
        world.World.Run(TimeSpan.FromHours(1));
        Assert.That(world.Transport.Dials, Is.EqualTo(dials));
        Assert.That(world.World.ForeignThreads, Is.Zero);
    }

    [Test]
    public void A_handler_may_stop_or_dispose_its_own_shard(
        [Values] DeliveryMode mode, [Values(How.Stop, How.Dispose, How.StopForGood)] How how, [Values] bool waits)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        var returned = false;
        world.OnDispatch = async (d, _) =>
        {
            if (d.Name == "GUILD_CREATE" && !returned)
            {
                var stop = how == How.Dispose ? world.Shard.DisposeAsync().AsTask() : world.Shard.StopAsync(how == How.Stop);
                if (waits)
                {
                    await stop.ConfigureAwait(false);
                }

                returned = true;
            }
        };
        var run = world.Run();
        world.World.Await(run, TimeSpan.FromSeconds(5));

        Assert.That(returned, Is.True);
        Assert.That(world.Transport.Open, Is.Zero);
        Assert.That(world.Duplicates + world.OutOfOrder + world.World.ForeignThreads, Is.Zero);
    }

    [Test]
    public void A_handler_that_ignores_everything_is_left_behind_after_the_stop_time_out([Values] DeliveryMode mode, [Values] bool full)
    {
        var never = new TaskCompletionSource();
        var told = false;
        using var world = new ShardWorld(
            s => s with { EventsPerSecond = 5 },
            o => o with { Delivery = new DeliveryOptions { Mode = mode, QueueCapacity = full ? 3 : 1000 } });
        world.OnDispatch = (_, c) =>
        {
            c.UnsafeRegister(_ => told = true, null);
            return new ValueTask(never.Task);
        };
        world.Run();
        world.UntilReady();
        world.Pass(20);
        var at = world.World.Now;
        _ = world.Shard.StopAsync();
        world.World.Await(world.Running!);

        Assert.That(world.World.Now - at, Is.LessThanOrEqualTo(TimeSpan.FromSeconds(5) + TimeSpan.FromMilliseconds(1250)), "one time-out for all");
        Assert.That(told, Is.True, "its token fires");
        Assert.That(world.Transport.Open, Is.Zero);
        Assert.That(world.Shard.Session, Has.Property("Sequence").EqualTo(1), "READY was given, nothing after it");
        never.SetResult();
        world.Pass(1);
        Assert.That(world.World.ForeignThreads, Is.Zero);
    }

    private static List<Task> End(ShardWorld world, How how, CancellationTokenSource cancellation)
    {
        switch (how)
        {
            case How.Stop:
                return [world.Shard.StopAsync()];
            case How.StopForGood:
                return [world.Shard.StopAsync(keepSession: false)];
            case How.Dispose:
                return [world.Shard.DisposeAsync().AsTask()];
            case How.DisposeTwice:
                return [world.Shard.DisposeAsync().AsTask(), world.Shard.DisposeAsync().AsTask()];
            case How.Cancel when world.Running is not null:
                cancellation.Cancel();
                return [];
            default:
                cancellation.Cancel();
                return [world.Shard.StopAsync(), world.Shard.DisposeAsync().AsTask(), world.Shard.StopAsync(false)];
        }
    }

    private static void Bring(ShardWorld world, In state, ScriptedIdentifyLimiter limiter, CancellationToken token)
    {
        var rules = world.Server.Faults.Rules;
        limiter.Hold = state == In.AwaitingPermit;
        switch (state)
        {
            case In.BeforeStart:
                return;
            case In.Dialing:
                rules.StallUpgrade();
                break;
            case In.AwaitingHello:
                rules.WithholdHello();
                break;
            case In.Identifying:
                rules.WithholdReady();
                break;
            case In.BackOff:
                rules.RefuseUpgrade(503, TimeSpan.FromMinutes(5));
                break;
        }

        world.Run(token);
        world.Pass(1);
        switch (state)
        {
            case In.Resuming:
                rules.WithholdResumed();
                world.Server.Faults.Reset(Target.All);
                world.Pass(1);
                Assert.That(world.State, Is.EqualTo(ShardStateKind.Resuming));
                break;
            case In.Closing:
                rules.NeverAnswerClose();
                world.Shard.Reconnect();
                Assert.That(world.State, Is.EqualTo(ShardStateKind.Connecting));
                break;
            case In.Closed:
                world.World.Await(world.Shard.StopAsync());
                break;
            case In.Ready:
                Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready));
                break;
        }
    }
}
