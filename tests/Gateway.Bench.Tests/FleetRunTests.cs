using Gateway.Bench.Fleet.Events;
using Gateway.Bench.Fleet.Recovery;
using Gateway.Core;
using Gateway.Core.Fleet;

namespace Gateway.Bench.Tests;

/// <summary>The measured parts, small, on real sockets with the server in another process: that their figures are those of all shards and events.</summary>
[TestFixture]
[Category("Sockets")]
internal sealed class FleetRunTests
{
    private const int Shards = 12;
    private const int WarmUp = 120;
    private const int Events = 1200;

    [Test]
    public async Task A_fleet_that_is_dropped_resumes_and_every_event_is_accounted_for()
    {
        var result = await RecoveryRun.OfAsync(Shards, new StormOptions());
        Assert.That(result.Resumed, Has.Count.EqualTo(Shards).And.Ordered);
        Assert.That(result.Dropped, Is.EqualTo(Shards));
        Assert.That(result.Resumed[0], Is.GreaterThan(TimeSpan.Zero));
        Assert.That(result.Events, Is.GreaterThan(2 * Shards), "READY, RESUMED, and more");
        Assert.That((result.Lost, result.Twice, result.Identifies), Is.EqualTo((0, 0, 0)));
        Assert.That(result.SecondsTo(0), Is.LessThanOrEqualTo(result.SecondsTo(50)).And.Positive);
        Assert.That(result.SecondsTo(100), Is.EqualTo(result.Resumed[^1].TotalSeconds));
    }

    [Test]
    public void What_did_not_come_back_is_no_figure()
    {
        var half = new RecoveryResult([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], 4, 0, 0, 0, 0);
        Assert.That(half.SecondsTo(50), Is.EqualTo(2));
        Assert.That(half.SecondsTo(51), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public async Task Each_variant_gets_all_events_one_after_the_other_on_one_server()
    {
        using var server = new ServerProcess();
        foreach (var variant in EventBench.Variants(Shards))
        {
            var sample = await variant.RunAsync(server, WarmUp, Events).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.That(sample.CpuMicroseconds, Is.GreaterThanOrEqualTo(0), variant.Name);
            Assert.That(sample.EventsPerSecond, Is.Positive.And.LessThan(double.PositiveInfinity), variant.Name);
        }
    }
}
