using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

/// <summary>F-16: the day's identifies, as the server counts them.</summary>
[Property("Fault", "F-16")]
internal sealed class BudgetTests
{
    private const int Reserve = 50; // 5 % of 1000.

    [Test]
    public void With_200_left_and_500_shards_150_start_and_the_rest_is_told_when()
    {
        using var world = new FleetWorld(o => o with { IdentifyRemaining = 200, HeartbeatInterval = TimeSpan.FromMinutes(10) });
        world.Run(ShardPlan.All(500));
        world.Pass(1800);

        Assert.That(world.Status.Ready, Is.EqualTo(150));
        Assert.That(world.Remaining, Is.EqualTo(Reserve));
        var budget = world.Status.Budget!;
        Assert.That(budget.Hold, Is.EqualTo(IdentifyHold.Budget));
        Assert.That(budget.Left, Is.EqualTo(Reserve));
        Assert.That(budget.Waiting, Is.Positive);
        var untilReset = budget.HeldUntil!.Value - world.Timers.GetUtcNow();
        Assert.That(untilReset, Is.InRange(TimeSpan.FromHours(23), TimeSpan.FromHours(25)));
        Assert.That(world.Logs.Of(7000), Has.Exactly(1).Items, "one warning");
        Assert.That(world.Transport.Open, Is.LessThanOrEqualTo(150 + (3 * 16)), "those who wait do not sit on open connections");

        world.UntilReady(TimeSpan.FromHours(25));
        Assert.That(world.Status.Ready, Is.EqualTo(500));
        Assert.That(world.Remaining, Is.EqualTo(1000 - 350));
        world.AssertHealthy();
    }

    [Test]
    public void A_process_that_crashes_a_thousand_times_a_day_never_crosses_the_reserve([Values] bool breaker)
    {
        using var world = new FleetWorld(o => o with { HeartbeatInterval = TimeSpan.FromMinutes(10) });
        var least = int.MaxValue;
        for (var crash = 0; crash < 1000; crash++)
        {
            using var cancellation = new CancellationTokenSource();
            world.Run(
                ShardPlan.All(60), o => o with
                {
                    Shard = o.Shard with { LoggerFactory = null },
                    Budget = new IdentifyBudgetOptions { CrashLoopStarts = breaker ? 5 : 1_000_000 },
                }, cancellation.Token);
            world.Pass(84);
            least = Math.Min(least, world.Remaining);
            cancellation.Cancel();
            world.ErrorOf(world.Running);
            world.Pass(1);
        }

        TestContext.Out.WriteLine($"least left: {least}, identifies: {world.Server.Account.Counters.Identifies}");
        Assert.That(least, Is.GreaterThanOrEqualTo(Reserve));
        Assert.That(world.Server.GetSessionStartLimit("sim-token"), Is.Not.Null, "the token lives");
        Assert.That(
            world.Server.Account.Counters.Identifies, breaker ? Is.InRange(60, 600) : Is.EqualTo(1000 - Reserve),
            "the breaker leaves most of the budget for when the fault is found");
    }

    [Test]
    public void After_a_crash_loop_a_process_that_lives_starts_its_shards()
    {
        using var world = new FleetWorld();
        for (var crash = 0; crash < 20; crash++)
        {
            using var cancellation = new CancellationTokenSource();
            world.Run(ShardPlan.All(3), cancellationToken: cancellation.Token);
            world.Pass(30);
            cancellation.Cancel();
            world.ErrorOf(world.Running);
        }

        world.Run(ShardPlan.All(3));
        world.Pass(60);
        Assert.That(world.Status.Budget!.Hold, Is.EqualTo(IdentifyHold.CrashLoop));
        Assert.That(world.Logs.Of(7001), Is.Not.Empty);
        world.UntilReady(TimeSpan.FromMinutes(31));
        world.AssertHealthy();
    }

    [Test]
    public void The_count_is_saved_before_the_identify_goes_out()
    {
        var store = new ScriptedBudgetStore();
        using var world = new FleetWorld();
        store.Saving = state => Assert.That(
            world.Server.Account.Counters.Identifies, Is.LessThanOrEqualTo(1000 - state.Left), "never more than is written");
        world.Start(ShardPlan.All(40), o => o with { BudgetStore = store });
        Assert.That(store.Saved!.Left, Is.EqualTo(1000 - 40));
        Assert.That(store.Failures, Is.Zero);
    }

    [Test]
    public void A_count_that_cannot_be_saved_keeps_the_identify_back_and_costs_nothing()
    {
        var store = new ScriptedBudgetStore { IsBroken = true };
        using var world = new FleetWorld();
        world.Run(ShardPlan.All(2), o => o with { BudgetStore = store });
        world.Pass(600);
        Assert.That(world.Server.Account.Counters.Identifies, Is.Zero);
        Assert.That(world.Status.Ready, Is.Zero);

        store.IsBroken = false;
        world.UntilReady();
        Assert.That(world.Status.Budget!.Left, Is.EqualTo(998));
        world.AssertHealthy();
    }

    [Test]
    public void A_store_that_cannot_be_read_ends_the_run_before_anything_is_spent()
    {
        using var world = new FleetWorld();
        var run = world.Run(ShardPlan.All(2), o => o with { BudgetStore = new ScriptedBudgetStore { CannotLoad = true } });
        Assert.That(world.ErrorOf(run), Is.InstanceOf<IOException>());
        Assert.That(world.Transport.Dials, Is.Zero);
    }

    [Test]
    public void One_shard_that_identifies_again_and_again_is_slowed_down_alone()
    {
        using var world = new FleetWorld().Start(ShardPlan.All(3));
        for (var i = 0; i < 8; i++)
        {
            world.World.Await(world.Manager.RestartShardAsync(1, resume: false));
            world.Pass(20);
        }

        Assert.That(world.Server.Account.Sessions.Count(s => s.Shard.Index == 1), Is.EqualTo(5), "the numbers of the options");
        Assert.That(world.Status.Ready, Is.EqualTo(2));
        Assert.That(world.Logs.Of(7002), Is.Not.Empty);
        world.World.Await(world.Manager.RestartShardAsync(2, resume: false));
        world.Pass(20);
        Assert.That(world.Status.Ready, Is.EqualTo(2), "another shard may identify");
        world.UntilReady(TimeSpan.FromHours(1));
    }

    [Test]
    public void A_permit_that_was_not_used_is_not_counted()
    {
        using var world = new FleetWorld();
        world.Start(ShardPlan.All(1), o => o with
        {
            Shard = o.Shard with { Token = BotToken.FromSource(FailingOnce()) },
        });
        Assert.That(world.Status.Budget!.Left, Is.EqualTo(999));
    }

    [Test]
    public void What_other_processes_spend_is_learned_from_Discord()
    {
        using var world = new FleetWorld(o => o with { IdentifyRemaining = 100 });
        world.Start(ShardPlan.All(10));
        var before = world.Status.Budget!.Left;
        Assert.That(before, Is.EqualTo(90));
        world.Info.Overrides = limit => limit with { Remaining = 60 };
        world.Pass(600);
        world.World.Await(world.Manager.RestartShardAsync(0, resume: false));
        world.UntilReady();
        Assert.That(world.Status.Budget!.Left, Is.EqualTo(59));
    }

    private static Func<CancellationToken, ValueTask<string>> FailingOnce()
    {
        var asked = 0;
        return _ => ++asked == 2 ? throw new InvalidOperationException("the vault is closed") : new ValueTask<string>("sim-token");
    }
}
