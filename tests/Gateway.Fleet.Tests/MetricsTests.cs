using Gateway.Core.Fleet;
using Gateway.Core.Tests.Support;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests;

[NonParallelizable]
internal sealed class MetricsTests
{
    [Test]
    public void Every_instrument_of_fleets_has_a_unit_and_a_description_and_is_measured_with_bounded_tags()
    {
        using var meter = new MeterRecorder(ofFleets: true);
        using var world = new FleetWorld(o => o with { IdentifyRemaining = 60 });
        world.Make(ShardPlan.All(12), o => o with { MaxPendingChanges = 3, SessionStore = new MemorySessionStore() });
        var unread = world.Manager.ReadChangesAsync();
        world.OnDispatch = (dispatch, _) =>
        {
            if (dispatch is { Name: "READY" or "RESUMED", Shard.Index: 3 })
            {
                world.World.Post(() => world.Server.Faults.Reset(Target.Shard(3)));
            }

            return ValueTask.CompletedTask;
        };
        var running = world.Manager.RunAsync(world.HandleAsync);
        world.Pass(600);
        _ = world.Manager.StopAsync();
        world.World.Await(running);

        Assert.That(unread, Is.Not.Null);
        Assert.That(meter.Instruments.Select(i => i.Name).Distinct().Count(), Is.EqualTo(6));
        using (Assert.EnterMultipleScope())
        {
            foreach (var instrument in meter.Instruments)
            {
                Assert.That(instrument.Unit, Is.Not.Empty, instrument.Name);
                Assert.That(instrument.Description, Is.Not.Empty, instrument.Name);
                Assert.That(meter.Measurements.Select(m => m.Name), Has.Some.EqualTo(instrument.Name), "measured");
            }

            Assert.That(
                meter.Measurements.SelectMany(m => m.Tags).Select(t => t.Key).Distinct(), Is.SubsetOf(new[] { "reason", "outcome" }));
            foreach (var upDown in new[] { "gateway.fleet.connects.waiting", "gateway.fleet.identifies.held" })
            {
                Assert.That(meter.Measurements.Where(m => m.Name == upDown).Sum(m => m.Value), Is.Zero, upDown);
            }
        }
    }
}
