using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Driver;

internal sealed class TransitionStreamTests
{
    [Test]
    public void Transitions_come_in_machine_order_and_end_with_the_shard()
    {
        using var world = new ShardWorld().Start();
        world.Server.Faults.Reset(Target.All);
        world.Pass(2);
        world.World.Await(world.Shard.StopAsync());
        world.World.Settle();

        for (var i = 1; i < world.Transitions.Count; i++)
        {
            Assert.That(world.Transitions[i].From, Is.EqualTo(world.Transitions[i - 1].To));
        }

        Assert.That(world.Transitions[^1].To, Is.EqualTo(ShardStateKind.Closed));
        Assert.That(world.Shard.Status.LastTransition, Is.EqualTo(world.Transitions[^1]));
        world.AssertHealthy();
    }

    [Test]
    public void A_reader_who_does_not_read_gets_the_newest_256_and_one_warning()
    {
        using var world = new ShardWorld();
        var stream = world.Shard.ReadTransitionsAsync().GetAsyncEnumerator();
        var first = stream.MoveNextAsync().AsTask();
        world.Start();
        world.Server.Faults.Rules.RefuseUpgrade(503);
        world.Server.Faults.Reset(Target.All);
        world.World.Run(TimeSpan.FromHours(6));
        Assert.That(first.IsCompleted, Is.True);
        Assert.That(world.Logs.Of(4002).Count(), Is.EqualTo(1));

        var rest = Rest();
        world.World.Await(world.Shard.StopAsync());
        world.World.RunUntil(() => rest.IsCompleted, "the stream has ended");
        Assert.That(rest.Result, Is.InRange(256, 258));

        async Task<int> Rest()
        {
            var count = 0;
            while (await stream.MoveNextAsync().ConfigureAwait(false))
            {
                count++;
            }

            return count;
        }
    }

    [Test]
    public void A_reader_can_give_up()
    {
        using var world = new ShardWorld();
        using var cancellation = new CancellationTokenSource();
        var next = world.Shard.ReadTransitionsAsync(cancellation.Token).GetAsyncEnumerator(cancellation.Token).MoveNextAsync().AsTask();
        cancellation.Cancel();
        Assert.That(world.ErrorOf(next), Is.InstanceOf<OperationCanceledException>());
        world.Start();
        world.AssertHealthy();
    }

    [Test]
    public void The_status_tells_what_is_going_on()
    {
        using var world = new ShardWorld(s => s with { HeartbeatInterval = TimeSpan.FromSeconds(10) });
        Assert.That(world.Shard.Status, Has.Property("Connection").EqualTo(0).And.Property("LastTransition").Null);
        world.Start();
        var readyAt = world.Timers.GetUtcNow();
        world.Pass(61);
        var status = world.Shard.Status;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.State, Is.EqualTo(ShardStateKind.Ready));
            Assert.That(status.HeartbeatInterval, Is.EqualTo(TimeSpan.FromSeconds(10)));
            Assert.That(status.LastLatency, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
            Assert.That(status.MeanLatency, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
            Assert.That(status.SessionStartedAt, Is.EqualTo(readyAt));
            Assert.That(status.NextDeadlineAt, Is.GreaterThan(world.Timers.GetUtcNow()));
            Assert.That(status.Shard, Is.EqualTo(world.Shard.Id));
            Assert.That(status.QueuedEvents, Is.Zero);
        }

        world.AssertHealthy();
    }
}
