using Gateway.Core.Machine;

namespace Gateway.Core.Tests.Machine;

/// <summary>A machine that has to ask before it dials.</summary>
internal sealed class ConnectGateTests
{
    [Test]
    public void Nothing_is_dialed_before_the_grant()
    {
        var h = Asking().Start();
        Assert.That(h.Next<AcquireConnectGrantAction>(), Is.EqualTo(new AcquireConnectGrantAction(1, false, null)));

        h.Waits(TimeSpan.FromHours(5));
        Assert.That(h.Machine.ConnectionNumber, Is.Zero);

        Granted(h);
        Assert.That(h.Next<DialAction>().Connection, Is.EqualTo(1));
    }

    [Test]
    public void A_dial_has_its_whole_deadline_after_a_long_wait()
    {
        var h = Asking().Start();
        Granted(h.Waits(TimeSpan.FromHours(1)));
        Assert.That(h.Machine.NextDeadline, Is.EqualTo(h.Now + TimeSpan.FromSeconds(20)));
    }

    [Test]
    public void The_request_tells_how_the_last_connection_ended_and_what_follows()
    {
        var h = Granted(Asking().Start());
        h.ComesToReady().IsLost().Waits(5);

        var request = h.Actions<AcquireConnectGrantAction>().Last();
        Assert.That(request.Connection, Is.EqualTo(2));
        Assert.That(request.WillResume, Is.True);
        Assert.That(request.After!.Cause, Is.EqualTo(TransitionCause.ConnectionLost));
    }

    [Test]
    public void A_session_that_expires_in_the_queue_gives_its_place_up_and_asks_again_to_identify()
    {
        var h = Granted(Asking().Start());
        h.ComesToReady().IsLost().Waits(5);
        Assert.That(h.Actions<AcquireConnectGrantAction>().Last().WillResume, Is.True);

        h.Waits(TimeSpan.FromMinutes(11));
        Assert.That(h.Actions<CancelConnectGrantAction>().Last().Connection, Is.EqualTo(2));
        Assert.That(h.Actions<TransitionedAction>().Last().Transition.Cause, Is.EqualTo(TransitionCause.SessionExpired));

        h.Waits(TimeSpan.FromMinutes(30));
        Assert.That(h.Actions<AcquireConnectGrantAction>().Last().WillResume, Is.False);
    }

    [Test]
    public void A_stop_gives_the_place_up()
    {
        var h = Asking().Start();
        h.Stops(keepSession: true);
        Assert.That(h.Actions<CancelConnectGrantAction>().Last().Connection, Is.EqualTo(1));
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Closed));

        Granted(h);
        Assert.That(h.Counters.StaleInputs, Is.EqualTo(1), "a grant that comes too late");
        Assert.That(h.Machine.ConnectionNumber, Is.Zero);
    }

    [Test]
    public void A_gate_that_fails_counts_as_a_failed_dial()
    {
        var h = Asking().Start();
        h.Do(m => m.OnConnectRefused(1, new InvalidOperationException("full"), h.Now));

        var transition = h.Actions<TransitionedAction>().Last().Transition;
        Assert.That(transition.Cause, Is.EqualTo(TransitionCause.DialFailed));
        Assert.That(transition.RetryIn, Is.GreaterThan(TimeSpan.Zero));
        h.Waits(TimeSpan.FromMinutes(1));
        Assert.That(h.Actions<AcquireConnectGrantAction>().Last().Connection, Is.EqualTo(1), "no connection was made");
    }

    private static MachineHarness Granted(MachineHarness h) => h.Do(m => m.OnConnectGranted(h.Connection + 1, h.Now));

    private static MachineHarness Asking() => new(o => o with { AsksBeforeDial = true });
}
