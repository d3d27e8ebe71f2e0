using Gateway.Core.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Core.Tests.Delivery;

/// <summary>Events as a stream.</summary>
internal sealed class StreamTests
{
    [Test]
    public void An_item_is_valid_until_the_next_is_asked_for_and_a_detached_one_for_ever()
    {
        using var world = new ShardWorld();
        var kept = new List<Dispatch>();
        var detached = new List<Dispatch>();
        var reading = ReadAsync();
        world.Pass(10);
        world.Server.DispatchMessage(Target.All);
        world.Pass(1);
        world.World.Await(world.Shard.StopAsync());
        world.World.Await(reading);

        Assert.That(kept, Has.Count.EqualTo(world.LivingSession!.DispatchCount));
        Assert.That(() => kept[0].Data, Throws.InstanceOf<ObjectDisposedException>().With.Message.Contains("READY"));
        Assert.That(() => kept[0].Detach(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(detached, Has.All.Matches<Dispatch>(d => d.Data.Length > 0));
        Assert.That(kept[0].ToString(), Is.EqualTo("READY s=1 shard=0/1"));

        async Task ReadAsync()
        {
            await foreach (var dispatch in world.Shard.ReadAllAsync().ConfigureAwait(false))
            {
                world.World.CheckThread();
                _ = dispatch.Data.Length;
                kept.Add(dispatch);
                detached.Add(dispatch.Detach());
            }
        }
    }

    [Test]
    public void Leaving_the_loop_stops_the_shard_and_keeps_the_session_from_the_next_event_on([Values] bool full)
    {
        using var world = new ShardWorld(shard: o => o with
        {
            Delivery = new DeliveryOptions { QueueCapacity = full ? 2 : 1000 },
        });
        var last = default(Dispatch);
        var reading = ReadAsync();
        world.World.Run(TimeSpan.FromSeconds(2));
        var from = world.World.Now;
        world.World.Await(reading);

        Assert.That(world.World.Now - from, Is.LessThan(TimeSpan.FromSeconds(1.5)), "nobody waits for a reader that waits for room");
        Assert.That(() => last.Data, Throws.InstanceOf<ObjectDisposedException>(), "the buffer went back");
        Assert.That(world.Shard.Session!.Sequence, Is.EqualTo(last.Sequence));
        Assert.That(world.LivingSession, Is.Not.Null);
        Assert.That(world.Transport.Open, Is.Zero);

        async Task ReadAsync()
        {
            await foreach (var dispatch in world.Shard.ReadAllAsync().ConfigureAwait(false))
            {
                last = dispatch;
                if (dispatch.Sequence == 4)
                {
                    await world.After(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
                    break;
                }
            }
        }
    }

    [Test]
    public void A_stream_ends_with_what_has_ended_the_shard([Values("stop", "cancel", "fatal")] string how)
    {
        using var world = new ShardWorld();
        using var cancellation = new CancellationTokenSource();
        var reading = ReadAsync(cancellation.Token);
        world.UntilReady();
        world.Pass(2);
        switch (how)
        {
            case "stop":
                _ = world.Shard.StopAsync();
                break;
            case "cancel":
                cancellation.Cancel();
                break;
            default:
                world.Server.Faults.Close(Target.All, 4004);
                break;
        }

        Assert.That(world.ErrorOf(reading), how switch
        {
            "stop" => Is.Null,
            "cancel" => Is.InstanceOf<OperationCanceledException>(),
            _ => Is.InstanceOf<GatewayClosedException>(),
        });
        world.AssertHealthy(except: how == "fatal" ? "4004 ends it" : null);

        async Task ReadAsync(CancellationToken token)
        {
            await foreach (var dispatch in world.Shard.ReadAllAsync(token).ConfigureAwait(false))
            {
                world.Count(dispatch);
            }
        }
    }

    [Test]
    public void A_dispatch_used_after_its_handler_throws([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        var kept = new List<Dispatch>();
        world.OnDispatch = (d, _) =>
        {
            kept.Add(d);
            return default;
        };
        world.Start();
        world.Pass(5);

        Assert.That(kept, Is.Not.Empty);
        Assert.That(kept, Has.All.Matches<Dispatch>(IsGone));
        world.AssertHealthy();

        static bool IsGone(Dispatch dispatch)
        {
            try
            {
                return dispatch.Data.Length < 0;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }
}
