using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

internal sealed class StreamTests
{
    [Test]
    public void One_stream_has_the_events_of_all_shards_each_in_order()
    {
        using var world = new FleetWorld(o => o with { EventsPerSecond = 5, GuildCount = 24 });
        var manager = world.Make(ShardPlan.All(6));
        using var cancellation = new CancellationTokenSource();
        var reading = ReadAsync(world, manager, cancellation.Token);
        world.Pass(60);
        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);

        Assert.That(world.Account.Shards, Has.Count.EqualTo(6));
        Assert.That(world.Account.Handled, Is.GreaterThan(1000));
        world.AssertHealthy();
        cancellation.Cancel();
        Assert.That(world.ErrorOf(reading), Is.InstanceOf<OperationCanceledException>());
        Assert.That(world.Transport.Open, Is.Zero);
    }

    [Test]
    public void Leaving_the_stream_stops_all_and_what_was_not_read_is_not_handled()
    {
        using var world = new FleetWorld(o => o with { EventsPerSecond = 5, GuildCount = 24 });
        var manager = world.Make(ShardPlan.All(4));
        var reading = ReadSomeAsync(world, manager, 100);
        world.World.Await(reading);

        Assert.That(world.Account.Handled, Is.EqualTo(100));
        Assert.That(world.Transport.Open, Is.Zero);
        for (var i = 0; i < 4; i++)
        {
            var session = world.Manager.SessionOf(i)!;
            Assert.That(session.Sequence, Is.EqualTo(world.LastHandled[i]), $"shard {i} goes on behind what was read");
        }
    }

    [Test]
    public void A_fatal_end_comes_out_of_the_stream()
    {
        using var world = new FleetWorld();
        var manager = world.Make(ShardPlan.All(2));
        var reading = ReadAsync(world, manager, CancellationToken.None);
        world.Pass(20);
        world.Server.Faults.Close(Target.Shard(0), 4004);
        Assert.That(world.ErrorOf(reading), Is.InstanceOf<GatewayClosedException>());
    }

    [Test]
    public void A_slow_reader_holds_a_bounded_number_of_events_of_each_shard()
    {
        using var world = new FleetWorld();
        var manager = world.Make(ShardPlan.All(3), o => o with
        {
            Shard = o.Shard with { Delivery = new DeliveryOptions { QueueCapacity = 10 } },
        });
        var gate = new TaskCompletionSource();
        world.OnDispatch = (_, _) => new ValueTask(gate.Task);
        var reading = ReadAsync(world, manager, CancellationToken.None);
        world.Pass(20);
        for (var i = 0; i < 100; i++)
        {
            world.Server.DispatchMessage(Target.All, 1024);
        }

        world.Pass(20);
        Assert.That(manager.Status.Shards.Max(s => s.Status!.QueuedEvents), Is.LessThanOrEqualTo(10));
        gate.SetResult();
        world.OnDispatch = static (_, _) => ValueTask.CompletedTask;
        world.Pass(20);
        world.AssertHealthy();
        _ = manager.StopAsync();
        world.World.Await(reading);
    }

    private static async Task ReadAsync(FleetWorld world, ShardManager manager, CancellationToken cancellationToken)
    {
        await foreach (var dispatch in manager.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await world.HandleAsync(dispatch, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ReadSomeAsync(FleetWorld world, ShardManager manager, int count)
    {
        await foreach (var dispatch in manager.ReadAllAsync().ConfigureAwait(false))
        {
            await world.HandleAsync(dispatch, CancellationToken.None).ConfigureAwait(false);
            if (--count == 0)
            {
                break;
            }
        }
    }
}
