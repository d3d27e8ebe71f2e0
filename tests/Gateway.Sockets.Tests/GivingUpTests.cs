using Gateway.Core.Machine;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-02, F-06, F-31: what cannot be resumed is given up after a few tries; what can be is not.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class GivingUpTests
{
    [Test]
    public async Task A_resume_that_is_always_closed_is_given_up_after_three()
    {
        await using var world = await SocketWorld.StartAsync(server: s => s with { EventsPerSecond = 100 });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.CloseAfterResume(4000);

        world.Server.Faults.Reset(Target.All);

        await AssertGivenUpAsync(world);
    }

    [Test]
    public async Task A_resume_that_is_met_with_silence_is_given_up_after_three()
    {
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 100, HeartbeatInterval = TimeSpan.FromMinutes(1) },
            shard: o => o with { Timeouts = o.Timeouts with { Resumed = TimeSpan.FromMilliseconds(300) } });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.WithholdResumed();

        world.Server.Faults.Reset(Target.All);

        await AssertGivenUpAsync(world);
    }

    [Test]
    public async Task An_event_that_cannot_be_received_does_not_loop_for_ever()
    {
        await using var world = await SocketWorld.StartAsync(shard: o => o with { MaxMessageBytes = 65_536 });
        await world.UntilReadyAsync();

        world.Server.Faults.HugePayload(Target.All, 200_000);

        await AssertGivenUpAsync(world);
        var tooLarge = world.Run.Transitions.Where(t => t.Ending?.Cause == TransitionCause.MessageTooLarge).ToArray();
        Assert.That(tooLarge.Select(t => t.WillResume), Is.EqualTo([true, true, true, false]));
    }

    [Test]
    public async Task A_resume_host_that_refuses_is_left_for_the_base_url()
    {
        await using var world = await SocketWorld.StartAsync(server: s => s with { EventsPerSecond = 100 });
        await world.UntilReadyAsync();

        await world.Host.RetireResumeHostAsync();
        await world.RecoversFromAsync(() => world.Server.Faults.Reset(Target.All));

        await AssertResumedAtBaseAsync(world);
    }

    [Test]
    public async Task A_resume_host_that_says_nothing_is_left_for_the_base_url()
    {
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { EventsPerSecond = 100 },
            shard: o => o with { Timeouts = o.Timeouts with { Hello = TimeSpan.FromSeconds(1) } });
        await world.UntilReadyAsync();
        world.Server.Faults.Rules.WithholdHello(host: GatewayHost.Resume);

        await world.RecoversFromAsync(() => world.Server.Faults.Reset(Target.All));

        await AssertResumedAtBaseAsync(world);
    }

    private static async Task AssertGivenUpAsync(SocketWorld world)
    {
        await world.Run.UntilAsync(() => world.Run.Counters.IdentifiesSent == 2, "a new session");
        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters, Has.Property("ResumesSent").EqualTo(3).And.Property("IdentifiesSent").EqualTo(2));
        Assert.That(world.Account.CountOf("READY"), Is.EqualTo(2));
    }

    private static async Task AssertResumedAtBaseAsync(SocketWorld world)
    {
        await world.AssertHealthyAsync();
        var ports = world.Transport.Dials.Select(d => d.Url.Port).ToArray();
        var (main, resume) = (world.Host.GatewayUrl.Port, world.Host.ResumeUrl.Port);
        Assert.That(ports, Is.EqualTo([main, resume, resume, main]));
        Assert.That(world.Run.Counters, Has.Property("ResumesSent").EqualTo(1).And.Property("IdentifiesSent").EqualTo(1));
    }
}
