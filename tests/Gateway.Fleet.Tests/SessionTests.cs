using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

/// <summary>Sessions over restarts of the process.</summary>
internal sealed class SessionTests
{
    [Test]
    public void After_a_restart_every_shard_resumes_and_nothing_is_lost_or_comes_twice()
    {
        var store = new MemorySessionStore();
        using var world = new FleetWorld(o => o with { GuildCount = 40, EventsPerSecond = 3 });
        world.Start(ShardPlan.All(20), With(store));
        for (var restart = 0; restart < 5; restart++)
        {
            world.Pass(20);
            world.Stop();
            Assert.That(store.Saved!.Sessions, Has.Count.EqualTo(20));
            world.Pass(30);
            world.Start(ShardPlan.All(20), With(store));
        }

        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(20));
        Assert.That(world.Server.Account.Counters.ResumesAccepted, Is.EqualTo(100));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-27")]
    public void Sessions_that_are_too_old_are_not_resumed()
    {
        var store = new MemorySessionStore();
        using var world = new FleetWorld(o => o with { ResumeWindow = TimeSpan.FromHours(1) });
        world.Start(ShardPlan.All(4), With(store));
        world.Stop();
        world.Pass(11 * 60);
        world.Start(ShardPlan.All(4), With(store));
        Assert.That(world.Server.Account.Counters.ResumesAccepted, Is.Zero);
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(8));
    }

    [Test]
    public void Sessions_of_another_count_or_token_are_not_used()
    {
        var store = new MemorySessionStore();
        using var world = new FleetWorld(o => o with { Tokens = ["sim-token", "another-token"] });
        world.Start(ShardPlan.All(4), With(store));
        world.Stop();
        var saved = store.Saved!;
        world.Start(ShardPlan.All(5), With(store));
        world.Stop();
        Assert.That(world.Logs.Of(8002), Has.Exactly(1).Items);

        store.SaveAsync(saved, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        world.Start(ShardPlan.All(4), o => With(store)(o) with { Shard = o.Shard with { Token = "another-token" } });
        Assert.That(world.Logs.Of(8002), Has.Exactly(2).Items);
        Assert.That(world.Server.Account.Counters.ResumesAccepted, Is.Zero);
        Assert.That(saved.TokenFingerprint, Has.Length.EqualTo(16));
        Assert.That(saved.TokenFingerprint, Does.Not.Contain("sim"));
    }

    [Test]
    public void Without_cursor_mode_a_crash_leaves_no_sessions_that_would_bring_events_again()
    {
        var store = new CrashingSessionStore();
        using var world = new FleetWorld();
        world.Start(ShardPlan.All(3), With(store));
        world.Stop();
        world.Start(ShardPlan.All(3), With(store));
        Assert.That(store.Saved!.Sessions, Is.Empty, "they are in use");
    }

    [Test]
    public void In_cursor_mode_a_process_that_is_killed_loses_nothing([Range(1, 8)] int seed)
    {
        var store = new CrashingSessionStore();
        using var world = new FleetWorld(o => o with { GuildCount = 40, EventsPerSecond = 4 }, seed);
        var random = new Random(seed);
        world.OnDispatch = async (_, _) =>
        {
            if (random.Next(5) == 0)
            {
                await world.After(TimeSpan.FromMilliseconds(random.Next(800))).ConfigureAwait(false);
            }
        };
        world.CountsWhenFinished = true;
        for (var crash = 0; crash < 6; crash++)
        {
            store.IsDead = false;
            using var cancellation = new CancellationTokenSource();
            world.Run(ShardPlan.All(8), Cursor(store), cancellation.Token);
            world.UntilReady();
            world.Pass(10 + random.Next(40));
            store.IsDead = true;
            world.Account.IsDead = true;
            cancellation.Cancel();
            world.ErrorOf(world.Running);
            world.Pass(random.Next(20));
            world.Account.IsDead = false;
        }

        store.IsDead = false;
        world.Run(ShardPlan.All(8), Cursor(store));
        world.Server.Traffic.EventsPerSecond = 0;
        world.UntilReady();
        world.Pass(60);
        Assert.That(world.Account.LostOf(world.Server), Is.Zero, "at least once");
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(8));
        TestContext.Out.WriteLine($"seed {seed}: {world.Account.Handled} handled, {world.Account.Duplicates} of them again, {store.Saves} saves");
    }

    [Test]
    public void The_cursor_of_the_store_is_what_the_handler_has_finished_and_inside_the_process_it_is_what_was_received()
    {
        var store = new CrashingSessionStore();
        using var world = new FleetWorld();
        world.Start(ShardPlan.All(1), Cursor(store));
        world.Pass(2);
        var before = store.Saved!.Sessions[0].Sequence;
        var gate = new TaskCompletionSource();
        world.OnDispatch = (_, _) => new ValueTask(gate.Task);
        for (var i = 0; i < 5; i++)
        {
            world.Server.DispatchMessage(Target.All, 1024);
        }

        world.Pass(20);
        Assert.That(store.Saved.Sessions[0].Sequence, Is.EqualTo(before), "nothing is finished");
        world.Server.Faults.Reset(Target.All);
        world.Pass(5);
        Assert.That(world.Server.Account.Counters.Replayed, Is.Zero, "nothing that was received is asked for again");

        gate.SetResult();
        world.Pass(2);
        Assert.That(store.Saved.Sessions[0].Sequence, Is.GreaterThanOrEqualTo(before + 5));
        world.AssertHealthy();
    }

    [Test]
    public void The_store_is_written_once_a_second_at_most_for_the_whole_fleet()
    {
        var store = new CrashingSessionStore();
        using var world = new FleetWorld(o => o with { GuildCount = 40, EventsPerSecond = 20 });
        world.Start(ShardPlan.All(16), Cursor(store));
        var before = store.Saves;
        world.Pass(100);
        Assert.That(store.Saves - before, Is.InRange(95, 101));

        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);
        before = store.Saves;
        world.Pass(100);
        Assert.That(store.Saves - before, Is.InRange(5, 8), "a quiet fleet only shows that it lives");
    }

    [Test]
    public void A_store_that_fails_is_reported_once_and_costs_no_session()
    {
        var store = new CrashingSessionStore { IsBroken = true };
        using var world = new FleetWorld(o => o with { GuildCount = 4, EventsPerSecond = 5 });
        world.Start(ShardPlan.All(2), Cursor(store));
        world.Pass(60);
        Assert.That(world.Logs.Of(8003), Has.Exactly(1).Items);
        Assert.That(world.Status.Ready, Is.EqualTo(2));
        store.IsBroken = false;
        world.Pass(10);
        Assert.That(store.Saved!.Sessions, Has.Count.EqualTo(2));
    }

    [Test]
    public void Heartbeats_carry_what_was_received_or_by_option_what_was_handled([Values] HeartbeatSequence which)
    {
        using var world = new FleetWorld(o => o with { HeartbeatInterval = TimeSpan.FromSeconds(10) });
        var beats = new BeatRecorder();
        world.Start(ShardPlan.All(1), o => o with { Shard = o.Shard with { HeartbeatSequence = which, FrameObserver = beats } });
        world.Pass(1);
        world.OnDispatch = static (_, _) => new ValueTask(new TaskCompletionSource().Task);
        for (var i = 0; i < 5; i++)
        {
            world.Server.DispatchMessage(Target.All, 1024);
        }

        world.Pass(15);
        var received = world.Server.Account.Sessions[0].LastSequence;
        Assert.That(beats.Last, Is.EqualTo(which == HeartbeatSequence.Received ? received : received - 5));
        world.Server.Faults.RequestHeartbeat(Target.All);
        world.Pass(1);
        Assert.That(beats.Last, Is.EqualTo(which == HeartbeatSequence.Received ? received : received - 5), "an answer to op 1 too");
    }

    [Test]
    public void A_shard_can_be_handed_to_another_manager_without_an_identify()
    {
        using var world = new FleetWorld(o => o with { GuildCount = 40, EventsPerSecond = 5 });
        world.Start(ShardPlan.All(4));
        world.World.Await(world.Manager.StopShardAsync(2));
        world.Pass(0.1);
        var session = world.Manager.SessionOf(2)!;
        var first = (world.Manager, world.Running);
        world.Run(ShardPlan.List([2], 4), o => o with { SessionStore = Holding(session) });
        world.UntilReady();
        world.Server.Traffic.EventsPerSecond = 0;
        world.Pass(5);
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(4));
        world.AssertHealthy();
        _ = first.Manager.StopAsync();
        world.World.Await(first.Running);
    }

    // The fingerprint is the library's business: it is taken from what a fleet of the same token has saved.
    private static MemorySessionStore Holding(ShardSession session)
    {
        var probe = new MemorySessionStore();
        using var other = new FleetWorld();
        other.Start(ShardPlan.All(1), With(probe));
        other.Stop();
        var store = new MemorySessionStore();
        store.SaveAsync(
            probe.Saved! with { ShardCount = session.ShardCount, Sessions = [session] }, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return store;
    }

    private static Func<ShardManagerOptions, ShardManagerOptions> With(ISessionStore store) => o => o with { SessionStore = store };

    private static Func<ShardManagerOptions, ShardManagerOptions> Cursor(ISessionStore store) => o => o with
    {
        SessionStore = store,
        Sessions = new SessionOptions { CursorInterval = TimeSpan.FromSeconds(1) },
    };
}
