using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.InMemory;

/// <summary>Ten thousand clients at once, an hour of their life, twice.</summary>
[TestFixture]
internal sealed class CrowdTests
{
    private const int Clients = 10_000;
    private const int MaxConcurrency = 16;
    private const int Rounds = 5;

    [Test]
    public void Ten_thousand_clients_start_receive_are_dropped_at_once_and_resume_the_same_way_twice()
    {
        var first = LiveThrough(seed: 1);
        Assert.That(LiveThrough(seed: 1), Is.EqualTo(first));
        Assert.That(first.Lines, Is.GreaterThan(Clients * Rounds * 2));
    }

    private static (string Fingerprint, long Lines) LiveThrough(int seed)
    {
        using var crowd = new Crowd(Clients, MaxConcurrency, seed);
        var world = crowd.World;

        // 625 turns of 16 identifies, 5 s apart.
        world.Advance(TimeSpan.FromSeconds((Clients / MaxConcurrency * 5.001) + 1));
        Assert.That(crowd.Clients, Has.All.Property(nameof(CrowdClient.IsReady)).True);
        Receive();

        Assert.That(world.Server.Faults.Reset(Target.All), Is.EqualTo(Clients));
        world.Server.DispatchMessage(Target.All, 1024);
        world.Advance(TimeSpan.FromSeconds(2));
        Receive();

        Assert.Multiple(() =>
        {
            Assert.That(crowd.Clients, Has.All.Property(nameof(CrowdClient.Messages)).EqualTo((2 * Rounds) + 1));
            Assert.That(crowd.Clients, Has.All.Property(nameof(CrowdClient.Resumed)).EqualTo(1));
            Assert.That(crowd.Clients, Has.All.Property(nameof(CrowdClient.Identified)).EqualTo(1));
            Assert.That(world.Server.Account.Counters.IdentifiesRefused, Is.Zero);
            Assert.That(world.Violations, Is.Empty);
        });
        TestContext.Out.WriteLine($"seed {seed}: {crowd.Lines} lines in {world.Server.Now} of server time, {crowd.Fingerprint}");
        return (crowd.Fingerprint, crowd.Lines);

        void Receive()
        {
            for (var i = 0; i < Rounds; i++)
            {
                world.Server.DispatchMessage(Target.All, 1024);
                world.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }
}
