using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

[TestFixture]
internal sealed class PreparedDispatchTests
{
    [Test]
    public void A_prepared_event_goes_out_as_often_as_asked_each_with_a_sequence_and_a_serial_of_its_own()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        var before = client.Dispatches.Count;
        var prepared = new PreparedDispatch("TYPING_START", """{"user_id":"1"}"""u8);

        Assert.That(world.Server.Dispatch(Target.All, prepared, 3), Is.EqualTo(1));
        world.Settle();

        var got = client.Dispatches.Skip(before).ToArray();
        Assert.That(got.Select(p => p.T), Is.All.EqualTo("TYPING_START"));
        Assert.That(got.Select(p => p.S), Is.EqualTo(Enumerable.Range(before + 1, 3)));
        Assert.That(got.Select(p => p.Serial).Distinct().Count(), Is.EqualTo(3));
        Assert.That(got.Select(p => p.D.GetProperty("user_id").GetString()), Is.All.EqualTo("1"));
    }

    [TestCase(0)]
    [TestCase(1_000_001)]
    public void A_count_out_of_range_is_refused(int count)
    {
        using var world = new SimulatedWorld();
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Server.Dispatch(Target.All, new PreparedDispatch("A", "{}"u8), count));
    }

    [Test]
    public void Queued_bytes_tell_of_a_client_that_does_not_read()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready();
        client.Connection.PauseReading(true);
        world.Server.DispatchMessage(Target.All, 2000);
        world.Settle();
        Assert.That(world.Server.Connections[0].QueuedBytes, Is.GreaterThan(2000));
        client.Connection.PauseReading(false);
        world.Settle();
        Assert.That(world.Server.Connections[0].QueuedBytes, Is.Zero);
    }
}
