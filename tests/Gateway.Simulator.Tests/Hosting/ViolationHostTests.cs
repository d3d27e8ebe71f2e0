using Gateway.Simulator.Accounting;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Hosting;

[TestFixture]
[Category("Sockets")]
public sealed class ViolationHostTests
{
    [Test]
    public async Task A_host_for_tests_throws_at_the_end_when_a_client_broke_a_rule()
    {
        var host = await SimulatorHost.StartForTestsAsync();
        await MisbehaveAsync(host);

        var error = Assert.ThrowsAsync<ViolationException>(async () => await host.DisposeAsync());
        Assert.That(error!.Message, Does.Contain("DecodeError"));
        Assert.That(async () => await host.DisposeAsync(), Throws.Nothing, "Only once.");
    }

    [Test]
    public async Task What_a_test_tolerates_is_not_thrown_for()
    {
        var host = await SimulatorHost.StartForTestsAsync(new SimulatorHostOptions { ToleratedViolations = [ViolationKind.DecodeError] });
        await MisbehaveAsync(host);

        Assert.That(async () => await host.DisposeAsync(), Throws.Nothing);
    }

    [Test]
    public async Task An_ordinary_host_reports_and_does_not_throw()
    {
        var host = await SimulatorHost.StartAsync();
        await MisbehaveAsync(host);

        Assert.That(() => host.Report.ThrowIfAny(), Throws.TypeOf<ViolationException>());
        Assert.That(async () => await host.DisposeAsync(), Throws.Nothing);
    }

    [Test]
    public void A_test_that_goes_through_fails_for_its_client()
        => Assert.That(async () => await SimulatorHost.TestAsync(MisbehaveAsync), Throws.TypeOf<ViolationException>());

    [Test]
    public void What_the_test_throws_is_not_hidden()
        => Assert.That(
            async () => await SimulatorHost.TestAsync(async host =>
            {
                await MisbehaveAsync(host);
                throw new TimeoutException("The test's own.");
            }),
            Throws.TypeOf<TimeoutException>());

    private static async Task MisbehaveAsync(SimulatorHost host)
    {
        using var client = await new SocketClient().DialAsync(host.GatewayUrl);
        await client.SendAsync("no json");
        Assert.That(await client.UntilClosedAsync(), Is.EqualTo(4002));
    }
}
