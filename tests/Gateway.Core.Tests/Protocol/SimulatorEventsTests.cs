using Gateway.Core.Protocol;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Protocol;

/// <summary>Library and simulator each have a list of events of their own, written from the same source.</summary>
[TestFixture]
public sealed class SimulatorEventsTests
{
    [Test]
    public void The_simulator_knows_the_same_events_in_the_same_order()
        => Assert.That(GatewayServer.EventNames, Is.EqualTo(DispatchEventTable.All.Select(e => e.Name)));
}
