using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Hours of random faults, traffic and commands, on one thread; the seed decides everything.</summary>
[NonParallelizable]
internal sealed class StormTests
{
    [Test]
    public void No_storm_breaks_an_invariant([Range(1, 30)] int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        using var world = Storm(seed, TimeSpan.FromHours(1));
        world.OnDispatch = static (_, _) => default;
        world.Quiet();
        world.Pass(180); // The server forgets sessions whose READY never arrived: nobody can resume those.

        // A command can cross an op 9 on the wire: the server has ended the session, and we cannot know yet.
        world.AssertHealthy("op 9 and closes end sessions in a storm", ViolationKind.NotAuthenticated);
        Assert.That(world.Server.Account.MaxOpenByShard.Values, Has.All.LessThanOrEqualTo(1));
    }

    [Test]
    public void The_same_seed_gives_the_same_log_twice_and_another_seed_another([Values] DeliveryMode mode)
    {
        using var first = Storm(7, TimeSpan.FromHours(3), mode);
        using var second = Storm(7, TimeSpan.FromHours(3), mode);
        using var other = Storm(8, TimeSpan.FromHours(3), mode);

        Assert.That(first.World.Log, Has.Count.GreaterThan(1000));
        Assert.That(second.World.Log, Is.EqualTo(first.World.Log));
        Assert.That(other.World.Log, Is.Not.EqualTo(first.World.Log));
        Assert.That(first.Frames.Sent, Is.EqualTo(second.Frames.Sent));
    }

    [Test]
    public void No_work_item_of_ours_gets_to_the_thread_pool([Values] DeliveryMode mode)
    {
        // The test host has work items of its own now and then: in short storms there are some with none of them.
        // Ours would be there every time.
        var least = long.MaxValue;
        for (var i = 0; i < 200 && least > 0; i++)
        {
            var before = ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount;
            using (var world = Storm(3, TimeSpan.FromMinutes(2), mode, TimeSpan.FromSeconds(2)))
            {
                _ = world.Shard.StopAsync();
                world.World.Await(world.Running!);
            }

            least = Math.Min(least, ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount - before);
        }

        Assert.That(least, Is.Zero);
    }

    private static ShardWorld Storm(int seed, TimeSpan time, DeliveryMode? mode = null, TimeSpan? faultEvery = null)
    {
        var random = new Random(seed);
        var world = new ShardWorld(
            null,
            o => o with
            {
                Delivery = new DeliveryOptions
                {
                    Mode = mode ?? (DeliveryMode)(seed % 2),
                    QueueCapacity = 20,
                    Overflow = seed % 4 < 2 ? QueueOverflow.Wait : QueueOverflow.Reconnect,
                },
            }, seed, TimeSpan.FromMilliseconds(random.Next(0, 200)));
        world.OnDispatch = async (_, _) =>
        {
            if (random.Next(20) == 0)
            {
                await world.After(TimeSpan.FromMilliseconds(random.Next(5000))).ConfigureAwait(false);
            }
        };
        world.Run();
        world.Server.Faults.Run(FaultPlan.Heavy(seed) with { MeanInterval = faultEvery ?? TimeSpan.FromSeconds(20) });
        var end = world.World.Now + time;
        while (world.World.Now < end)
        {
            Step(world, random);
            world.World.Run(TimeSpan.FromMilliseconds(random.Next(6000)));
            CheckIsOnItsWay(world);
        }

        return world;
    }

    private static void Step(ShardWorld world, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                Send(world, new UpdatePresence());
                break;
            case 1:
                Send(world, new UpdateVoiceState(world.Server.GuildsOf(new ShardKey(0, 1))[0], null));
                break;
            case 2:
                world.Server.Faults.RequestHeartbeat(Target.All, random.Next(1, 30));
                break;
            default:
                for (var i = random.Next(1, 30); i > 0; i--)
                {
                    world.Server.DispatchMessage(Target.All, 1024);
                }

                break;
        }
    }

    private static void Send(ShardWorld world, GatewayCommand command)
    {
        try
        {
            _ = NoteAsync(world.Shard.SendAsync(command));
        }
        catch (CommandQueueFullException)
        {
            world.World.Note("full");
        }

        async Task NoteAsync(Task send)
        {
            try
            {
                await send.ConfigureAwait(false);
                world.World.Note($"sent {command.Opcode}");
            }
            catch (CommandNotSentException e)
            {
                world.World.Note($"not sent {command.Opcode} {e.Failure}");
            }
        }
    }

    // Neither Ready, nor on the way with a deadline, nor closed with a reason: that is the state nobody gets out of.
    private static void CheckIsOnItsWay(ShardWorld world)
    {
        var status = world.Shard.Status;
        if (status.NextDeadlineAt is null && status.LastTransition?.Cause != TransitionCause.ConsumerTooSlow)
        {
            Assert.Fail($"Stuck in {status.State} after {status.LastTransition}.");
        }
    }
}
