using Gateway.Core;
using Gateway.Core.Commands;
using Gateway.Core.Fleet;
using Gateway.Core.Machine;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

internal sealed class ManagerTests
{
    [Test]
    public void Commands_go_to_a_shard_or_to_the_shard_of_a_guild()
    {
        using var world = new FleetWorld(o => o with { GuildCount = 40 }).Start(ShardPlan.All(4));
        var guild = world.Server.GuildsOf(new ShardKey(3, 4))[0];
        var before = world.Server.Account.Sessions.Single(s => s.Shard.Index == 3).DispatchCount;

        world.World.Await(world.Manager.SendToGuildAsync(guild, new UpdateVoiceState(guild, null)));
        world.World.Await(world.Manager.SendAsync(1, new UpdatePresence()));
        world.Pass(1);

        Assert.That(world.Server.Account.Sessions.Single(s => s.Shard.Index == 3).DispatchCount, Is.GreaterThan(before));
        Assert.That(() => world.Manager.SendAsync(4, new UpdatePresence()), Throws.InstanceOf<ArgumentOutOfRangeException>());
        world.AssertHealthy();
    }

    [Test]
    public void A_shard_can_be_added_stopped_and_restarted_while_the_others_run()
    {
        using var world = new FleetWorld().Start(ShardPlan.List([0, 1], 4));
        world.Manager.Add(3);
        world.UntilReady();
        Assert.That(world.Status.Shards.Select(s => s.Shard.Index), Is.EqualTo(new[] { 0, 1, 3 }));
        Assert.That(() => world.Manager.Add(3), Throws.InvalidOperationException);
        Assert.That(() => world.Manager.Add(4), Throws.InstanceOf<ArgumentOutOfRangeException>());

        world.World.Await(world.Manager.StopShardAsync(1));
        world.Pass(1);
        Assert.That(world.Status.Shards[1].State, Is.EqualTo(MemberState.Stopped));
        Assert.That(world.Status.Running, Is.EqualTo(2));

        var identifies = world.Server.Account.Counters.Identifies;
        world.World.Await(world.Manager.RestartShardAsync(1));
        world.UntilReady();
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(identifies), "it resumes");

        world.World.Await(world.Manager.RestartShardAsync(0, resume: false));
        world.UntilReady();
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(identifies + 1), "a new session");
        Assert.That(world.Status.Shards[0].Restarts, Is.EqualTo(1));
        Assert.That(world.TransitionsOf(3).Count(t => t.To == ShardStateKind.Ready), Is.EqualTo(1), "the others noticed nothing");
        world.AssertHealthy();
    }

    [Test]
    public void A_restart_in_the_shards_own_handler_does_not_wait_for_itself()
    {
        using var world = new FleetWorld();
        var restarted = false;
        world.OnDispatch = async (dispatch, _) =>
        {
            if (dispatch is { Name: "READY", Shard.Index: 1 } && !restarted)
            {
                restarted = true;
                await world.Manager.RestartShardAsync(1).ConfigureAwait(false);
            }
        };
        world.Start(ShardPlan.All(2));
        world.Pass(30);
        Assert.That(world.Status.Ready, Is.EqualTo(2));
        Assert.That(world.Status.Shards[1].Restarts, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    public void One_shard_that_ends_for_good_is_named_and_the_others_go_on()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(3), NeverOn4003);
        world.Server.Faults.Close(Target.Shard(1), 4003);
        world.Pass(5);

        var status = world.Status;
        Assert.That(status.Ready, Is.EqualTo(2));
        Assert.That(status.Failed, Is.EqualTo(1));
        Assert.That(status.Shards[1].Error, Is.InstanceOf<GatewayClosedException>());
        Assert.That(((GatewayClosedException)status.Shards[1].Error!).Shard, Is.EqualTo(new ShardId(1, 3)));
        Assert.That(world.Changes.Count(c => c.Kind == ShardChangeKind.Failed && c.Shard.Index == 1), Is.EqualTo(1));
        Assert.That(world.Logs.Of(6001), Has.Exactly(1).Items);
        Assert.That(world.Running.IsCompleted, Is.False);

        world.World.Await(world.Manager.RestartShardAsync(1, resume: false));
        world.UntilReady();
        Assert.That(world.Status.Ready, Is.EqualTo(3));
    }

    [Test]
    public void By_the_other_policy_one_shard_that_ends_stops_all()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(3), o => NeverOn4003(o) with { OnFatalShard = FatalShardPolicy.StopAll });
        world.Server.Faults.Close(Target.Shard(1), 4003);

        var error = world.ErrorOf(world.Running);
        Assert.That(((GatewayClosedException)error!).Shard.Index, Is.EqualTo(1));
        Assert.That(world.Server.Account.Sessions.Count(s => s.EndedAt is null), Is.EqualTo(2), "the others' sessions are kept");
    }

    [TestCase(4004)]
    [TestCase(4010)]
    [TestCase(4011)]
    [TestCase(4012)]
    [TestCase(4013)]
    [TestCase(4014)]
    public void Codes_that_concern_all_stop_the_plan_with_the_reason(int code)
    {
        using var world = new FleetWorld().Start(ShardPlan.All(3));
        world.Server.Faults.Close(Target.Shard(2), code);

        var error = world.ErrorOf(world.Running) as GatewayClosedException;
        Assert.That(error?.CloseCode, Is.EqualTo(code));
        Assert.That(error!.Shard.Index, Is.EqualTo(2));
        Assert.That(world.Transport.Open, Is.Zero);
    }

    [Test]
    public void A_fleet_whose_last_shard_ends_by_itself_ends_with_its_error()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(2), NeverOn4003);
        world.Server.Faults.Close(Target.All, 4003);
        Assert.That(world.ErrorOf(world.Running), Is.InstanceOf<GatewayClosedException>());
    }

    [Test]
    public void A_handler_that_throws_and_one_that_never_returns_concern_their_shard_only()
    {
        using var world = new FleetWorld(o => o with { EventsPerSecond = 2, GuildCount = 24 });
        world.OnDispatch = (dispatch, token) => dispatch.Shard.Index switch
        {
            0 => throw new InvalidOperationException("a bug of the bot"),
            1 => Never(token),
            _ => ValueTask.CompletedTask,
        };
        world.Start(ShardPlan.All(4));
        world.Pass(600);

        Assert.That(world.Status.Ready, Is.EqualTo(4));
        Assert.That(world.Status.Shards[2].Status!.QueuedEvents, Is.Zero);
        Assert.That(world.Status.Shards[1].Status!.QueuedEvents, Is.GreaterThan(100));
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(4), "no session was lost");
    }

    [Test]
    public void A_dead_transport_of_one_shard_leaves_the_others_alone()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(4));
        world.Server.Faults.HalfOpen(Target.Shard(2));
        world.Pass(200);

        Assert.That(world.TransitionsOf(2).Select(t => t.Cause), Does.Contain(TransitionCause.HeartbeatTimedOut));
        Assert.That(world.Status.Ready, Is.EqualTo(4));
        foreach (var other in new[] { 0, 1, 3 })
        {
            Assert.That(world.TransitionsOf(other).Count(t => t.To == ShardStateKind.Ready), Is.EqualTo(1));
        }
    }

    [Test]
    public void The_run_ends_when_its_token_fires_and_sessions_are_kept()
    {
        using var world = new FleetWorld();
        using var cancellation = new CancellationTokenSource();
        world.Run(ShardPlan.All(3), cancellationToken: cancellation.Token);
        world.UntilReady();
        cancellation.Cancel();

        Assert.That(world.ErrorOf(world.Running), Is.InstanceOf<OperationCanceledException>());
        Assert.That(world.Server.Account.Sessions.Count(s => s.EndedAt is null), Is.EqualTo(3));
        Assert.That(() => world.Manager.RunAsync((_, _) => default), Throws.InvalidOperationException);
    }

    [Test]
    public void A_stop_without_sessions_takes_the_bot_offline()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(3));
        _ = world.Manager.StopAsync(keepSessions: false);
        world.World.Await(world.Running);
        world.Pass(1);
        Assert.That(world.Server.Account.Sessions.Count(s => s.EndedAt is null), Is.Zero);
    }

    [Test]
    public void A_rotated_token_is_picked_up_at_the_next_resume()
    {
        var token = "sim-token";
        var asked = 0;
        using var world = new FleetWorld(o => o with { Tokens = ["sim-token"] });
        world.Start(ShardPlan.All(2), o => o with
        {
            Shard = o.Shard with
            {
                Token = BotToken.FromSource(_ =>
                {
                    asked++;
                    return new ValueTask<string>(token);
                }),
            },
        });
        var before = asked;
        token = "another-token";
        world.Server.Faults.Reset(Target.Shard(1));

        // The simulator does not know the other token: that it refuses it shows that it was sent.
        Assert.That((world.ErrorOf(world.Running) as GatewayClosedException)?.CloseCode, Is.EqualTo(4004));
        Assert.That(asked, Is.GreaterThan(before));
    }

    [Test]
    public void Changes_that_nobody_reads_are_bounded_and_warned_of_once()
    {
        using var world = new FleetWorld();
        world.Make(ShardPlan.All(3), o => o with { MaxPendingChanges = 5 });
        var unread = world.Manager.ReadChangesAsync();
        _ = world.Manager.RunAsync((_, _) => default);
        world.Pass(60);
        _ = world.Manager.StopAsync();
        world.Pass(60);

        var left = unread.ToBlockingEnumerable().ToList();
        Assert.That(left, Has.Count.EqualTo(5));
        Assert.That(left[^1].Kind, Is.EqualTo(ShardChangeKind.Stopped));
        Assert.That(world.Logs.Of(6004), Has.Exactly(1).Items);
    }

    private static ValueTask Never(CancellationToken token)
    {
        var never = new TaskCompletionSource();
        token.UnsafeRegister(static (s, t) => ((TaskCompletionSource)s!).TrySetCanceled(t), never);
        return new ValueTask(never.Task);
    }

    private static ShardManagerOptions NeverOn4003(ShardManagerOptions options) => options with
    {
        Shard = options.Shard with { CloseCodes = options.Shard.CloseCodes.With(4003, Core.Protocol.CloseDisposition.Fatal) },
    };
}
