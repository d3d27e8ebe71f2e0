using System.Diagnostics.Metrics;
using System.Reflection;
using Gateway.Core.Commands;
using Gateway.Core.Diagnostics;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Tests.Diagnostics;

internal sealed class MetricsTests
{
    [Test]
    public void Every_instrument_has_a_unit_and_a_description_and_is_measured_with_bounded_tags()
    {
        using var meter = new MeterRecorder();
        using var world = Eventful(tag: true);

        Assert.That(meter.Instruments.Select(i => i.Name).Distinct().Count(), Is.EqualTo(17));
        using (Assert.EnterMultipleScope())
        {
            foreach (var instrument in meter.Instruments)
            {
                Assert.That(instrument.Unit, Is.Not.Empty, instrument.Name);
                Assert.That(instrument.Description, Is.Not.Empty, instrument.Name);
                Assert.That(meter.Measurements.Select(m => m.Name), Has.Some.EqualTo(instrument.Name), "measured");
            }

            Assert.That(
                meter.Measurements.SelectMany(m => m.Tags).Select(t => t.Key).Distinct(),
                Is.SubsetOf(new[] { "shard", "event", "cause", "reason" }));
            Assert.That(meter.Measurements, Has.All.Matches<(string, double, KeyValuePair<string, object?>[] Tags)>(
                m => m.Tags.Any(t => t is { Key: "shard", Value: 0 })));
            Assert.That(
                meter.Measurements.SelectMany(m => m.Tags).Where(t => t.Key == "event").Select(t => t.Value), Has.Some.EqualTo("other"),
                "an event nobody has documented makes no tag of its own");
        }

        Assert.That(meter.Measurements.Where(m => m.Name == "gateway.shards.ready").Sum(m => m.Value), Is.EqualTo(1));
    }

    [Test]
    public void The_shard_tag_can_be_switched_off()
    {
        using var meter = new MeterRecorder();
        using var world = Eventful(tag: false);
        Assert.That(meter.Measurements.SelectMany(m => m.Tags).Select(t => t.Key), Has.None.EqualTo("shard"));
    }

    [Test]
    public void Every_log_message_has_an_id_of_its_own_in_a_band_and_no_event_is_worth_an_Information()
    {
        var messages = typeof(GatewayMetrics).Assembly.GetType("Gateway.Core.Diagnostics.Log")!
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();
        Assert.That(messages.Select(m => m.EventId), Is.Unique);
        Assert.That(messages.Select(m => m.EventId / 1000), Has.All.AnyOf(1, 2, 3, 4, 5, 6, 7, 8, 9));

        using var world = new ShardWorld().Start();
        world.Pass(5);
        var before = world.Logs.Lines.Count(l => l.Level >= LogLevel.Information);
        for (var i = 0; i < 200; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        world.Pass(300);
        Assert.That(world.Logs.Lines.Count(l => l.Level >= LogLevel.Information), Is.EqualTo(before));
        world.AssertHealthy();
    }

    [Test]
    public void An_observer_that_throws_is_logged_and_costs_nothing()
    {
        using var world = new ShardWorld(shard: o => o with { FrameObserver = new BrokenObserver() }).Start();
        world.Pass(100);
        Assert.That(world.Logs.Of(3005), Is.Not.Empty);
        Assert.That(world.Transport.Dials, Is.EqualTo(1));
        world.AssertHealthy();
    }

    private sealed class BrokenObserver : IFrameObserver
    {
        public void OnReceived(ShardId shard, ReadOnlySpan<byte> payload) => throw new InvalidOperationException("in");

        public void OnSending(ShardId shard, ReadOnlySpan<byte> payload) => throw new InvalidOperationException("out");
    }

    // Meets everything that is measured.
    private static ShardWorld Eventful(bool tag)
    {
        var world = new ShardWorld(shard: o => o with
        {
            TagMetricsWithShard = tag,
            Delivery = new DeliveryOptions { QueueCapacity = 20, Overflow = QueueOverflow.DropNewest },
        });
        world.OnDispatch = static (d, _) => d.Name == "MESSAGE_CREATE" ? throw new InvalidOperationException("A bug.") : default;
        _ = world.Shard.ReadTransitionsAsync().GetAsyncEnumerator().MoveNextAsync().AsTask(); // Reads one, and never again.
        world.Start();
        world.Pass(100);
        _ = world.Shard.SendAsync(new UpdatePresence());
        world.Server.Dispatch(Target.All, "NEVER_HEARD_OF", "{}"u8);
        world.Server.Faults.SendMalformed(Target.All);
        world.Server.Faults.SkipSequence(Target.All, 3);
        world.Server.Faults.DuplicateNext(Target.All);
        for (var i = 0; i < 100; i++)
        {
            world.Server.DispatchMessage(Target.All);
        }

        world.Pass(5);
        world.Server.Traffic.EventsPerSecond = 500;
        world.Pass(1);
        world.Shard.Reconnect();
        world.Pass(1);
        world.Server.Traffic.EventsPerSecond = 0;
        for (var i = 0; i < 150; i++)
        {
            world.UntilReady();
            world.Shard.Reconnect();
            world.Pass(0.6);
        }

        world.UntilReady();
        return world;
    }
}
