using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Delivery;

/// <summary>Which event a session is exported up to: the last one given to the handler, or the last one it has finished.</summary>
internal sealed class HandledCursorTests
{
    [Test]
    public void An_event_in_the_handlers_hands_is_given_but_not_finished([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        world.Pass(1);
        var gate = new TaskCompletionSource();
        world.OnDispatch = (_, _) => new ValueTask(gate.Task);
        var before = world.Shard.ExportHandled()!.Sequence;
        Assert.That(world.Shard.Session!.Sequence, Is.EqualTo(before));

        for (var i = 0; i < 3; i++)
        {
            world.Server.DispatchMessage(Target.All, 1024);
        }

        world.Pass(1);
        Assert.That(world.Shard.ExportHandled()!.Sequence, Is.EqualTo(before));
        Assert.That(world.Shard.Session!.Sequence, Is.EqualTo(before + 1));

        gate.SetResult();
        world.Pass(1);
        Assert.That(world.Shard.ExportHandled()!.Sequence, Is.EqualTo(before + 3));
        world.AssertHealthy();
    }

    [Test]
    public void What_a_handler_breaks_off_at_the_end_is_not_finished([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        using var cancellation = new CancellationTokenSource();
        world.Run(cancellation.Token);
        world.UntilReady();
        world.Pass(1);
        var before = world.Shard.ExportHandled()!.Sequence;
        world.OnDispatch = (_, token) =>
        {
            var never = new TaskCompletionSource();
            token.UnsafeRegister(static (s, t) => ((TaskCompletionSource)s!).TrySetCanceled(t), never);
            return new ValueTask(never.Task);
        };
        world.Server.DispatchMessage(Target.All, 1024);
        world.Pass(1);
        cancellation.Cancel();
        Assert.That(world.ErrorOf(world.Running!), Is.InstanceOf<OperationCanceledException>());

        Assert.That(world.Shard.ExportHandled()!.Sequence, Is.EqualTo(before));
        Assert.That(world.Shard.Session!.Sequence, Is.EqualTo(before + 1));
    }

    [Test]
    public void A_handler_that_throws_has_finished([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        world.Pass(1);
        var before = world.Shard.ExportHandled()!.Sequence;
        world.OnDispatch = static (_, _) => throw new InvalidOperationException("a bug of the bot");
        world.Server.DispatchMessage(Target.All, 1024);
        world.Pass(1);
        Assert.That(world.Shard.ExportHandled()!.Sequence, Is.EqualTo(before + 1));
    }
}
