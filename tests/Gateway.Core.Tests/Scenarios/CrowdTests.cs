using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>A thousand shards start, receive, are dropped at once and resume.</summary>
[NonParallelizable]
internal sealed class CrowdTests
{
    private const int Shards = 1000;
    private const int MaxConcurrency = 16;
    private const int Rounds = 20;

    [Test]
    public void A_thousand_shards_dropped_at_once_resume_without_an_identify_and_without_a_loss_the_same_way_twice()
    {
        using var first = LiveThrough(seed: 1);
        using var second = LiveThrough(seed: 1);

        Assert.That(second.World.Log, Is.EqualTo(first.World.Log));
        Assert.That(first.World.Log, Has.Count.GreaterThan(Shards * Rounds * 2));
    }

    private static CrowdWorld LiveThrough(int seed)
    {
        var crowd = new CrowdWorld(Shards, MaxConcurrency, seed);
        var world = crowd.World;
        world.RunUntil(() => crowd.Server.Account.Counters.Identifies == Shards && crowd.AllReady, "all are ready", TimeSpan.FromMinutes(10));
        var startedIn = world.Now;
        Receive();

        Assert.That(crowd.Server.Faults.Reset(Target.All), Is.EqualTo(Shards));
        crowd.Server.DispatchMessage(Target.All, 1024);
        world.RunUntil(() => crowd.Server.Account.Counters.ResumesAccepted == Shards && crowd.AllReady, "all have resumed", TimeSpan.FromMinutes(5));
        Receive();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(crowd.Messages, Has.All.EqualTo((2 * Rounds) + 1));
            Assert.That(crowd.OutOfStep, Is.Zero);
            Assert.That(crowd.Server.Account.Counters.Identifies, Is.EqualTo(Shards));
            Assert.That(crowd.Server.Account.Counters.IdentifiesRefused, Is.Zero);
            Assert.That(crowd.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
            Assert.That(crowd.Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1));
            Assert.That(world.ForeignThreads, Is.Zero);
        }

        TestContext.Out.WriteLine($"seed {seed}: up in {startedIn}, {world.Log.Count} lines, ended at {world.Now}");
        return crowd;

        void Receive()
        {
            for (var i = 0; i < Rounds; i++)
            {
                crowd.Server.DispatchMessage(Target.All, 1024);
                world.Run(TimeSpan.FromSeconds(1));
            }
        }
    }
}
