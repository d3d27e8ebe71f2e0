using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>A session goes from one process to the next.</summary>
internal sealed class HandOverTests
{
    [Test]
    public void A_session_whose_READY_the_handler_was_not_given_is_nothing_to_go_on_with()
    {
        var gate = new TaskCompletionSource();
        using var world = new ShardWorld();
        world.OnDispatch = (dispatch, _) => dispatch.Name == "GUILD_CREATE" ? new ValueTask(gate.Task) : ValueTask.CompletedTask;
        world.Start();
        world.Pass(1);
        world.Server.Faults.InvalidateSession(Target.All, resumable: false);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "Ready with a new session");

        Assert.That(world.Shard.Session, Is.Null);
        gate.SetResult();
        world.Pass(1);
        Assert.That(world.Shard.Session, Is.Not.Null);
        world.AssertHealthy(except: "op 9 false");
    }

    [Test]
    public void The_next_shard_resumes_without_an_identify_and_nothing_is_lost_or_doubled(
        [Values] DeliveryMode mode, [Values] bool slow)
    {
        using var world = new ShardWorld(
            s => s with { EventsPerSecond = 20 },
            o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        if (slow)
        {
            world.OnDispatch = (_, _) => new ValueTask(world.After(TimeSpan.FromMilliseconds(70))); // A queue builds up.
        }

        world.Start();
        world.Pass(5);
        var json = Stop(world);
        world.OnDispatch = static (_, _) => default;
        GoOn(world, json);
        world.Quiet();

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(0));
        Assert.That(json, Does.Not.Contain("token"));
        world.AssertHealthy();
    }

    [Test]
    public void A_handler_stuck_past_the_stop_time_out_costs_no_event_that_it_was_not_given(
        [Values] DeliveryMode mode, [Values] bool reconnectedMeanwhile)
    {
        var stuck = new TaskCompletionSource();
        using var world = new ShardWorld(
            s => s with { EventsPerSecond = 5 }, o => o with { Delivery = new DeliveryOptions { Mode = mode } }).Start();
        world.Pass(5);
        world.OnDispatch = (_, _) => new ValueTask(stuck.Task);
        world.Pass(5);
        if (reconnectedMeanwhile)
        {
            world.Shard.Reconnect();
            world.Pass(20);
        }

        var json = Stop(world);
        world.OnDispatch = static (_, _) => default;
        GoOn(world, json);
        world.Quiet();

        Assert.That(world.Counters.IdentifiesSent, Is.Zero);
        world.AssertHealthy();
    }

    [Test]
    public void An_expired_session_is_not_tried()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        var json = Stop(world);
        world.World.Run(TimeSpan.FromMinutes(11));
        GoOn(world, json);

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(0).And.Property("IdentifiesSent").EqualTo(1));
        world.AssertHealthy(except: "the first session expired");
    }

    [Test]
    public void A_session_that_the_server_has_forgotten_is_identified_anew()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        var json = Stop(world);
        world.World.Run(TimeSpan.FromMinutes(5));
        GoOn(world, json);

        Assert.That(world.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
        Assert.That(world.Logs.Of(2003).Count(), Is.EqualTo(1));
        world.AssertHealthy(except: "the first session expired");
    }

    [Test]
    public void A_session_of_another_shard_is_an_error()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        var session = ShardSession.FromJson(Stop(world)) with { ShardCount = 2 };
        Assert.That(
            () => new GatewayShard(world.Options with { Session = session }, world.Transport),
            Throws.ArgumentException.With.Message.Contains("Session is of shard 0/2. Allowed: one of shard 0/1."));
    }

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("no json")]
    public void What_is_no_session_is_refused(string json) =>
        Assert.That(() => ShardSession.FromJson(json), Throws.ArgumentException);

    private static string Stop(ShardWorld world)
    {
        _ = world.Shard.StopAsync();
        world.World.Await(world.Running!);
        return world.Shard.Session!.ToJson();
    }

    private static void GoOn(ShardWorld world, string json)
    {
        world.Replace(world.Options with { Session = ShardSession.FromJson(json) });
        world.Start();
    }
}
