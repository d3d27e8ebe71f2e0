using Gateway.Core.Machine;

namespace Gateway.Core.Tests.Machine;

/// <summary>A session is resumed within ten minutes of its last byte; F-27.</summary>
internal sealed class SessionExpiryTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void A_stored_session_is_resumed_up_to_its_age(int ticksTooOld, bool resumes)
    {
        var h = new MachineHarness(o => o with
        {
            Session = new SessionSnapshot("stored", null, 42, TimeSpan.FromHours(3) - Lifetime - TimeSpan.FromTicks(ticksTooOld)),
        });
        h.Start().Opens().SaysHello();
        Assert.That(h.State, Is.EqualTo(resumes ? ShardStateKind.Resuming : ShardStateKind.Identifying));
    }

    [Test]
    public void A_stored_session_is_resumed_without_a_permit()
    {
        var h = new MachineHarness(o => o with
        {
            Session = new SessionSnapshot("stored", new Uri(MachineHarness.ResumeUrl), 42, TimeSpan.FromHours(3)),
        });
        h.Start();
        Assert.That(h.Next<DialAction>().IsBaseUrl, Is.False);
        h.Opens().SaysHello().GetsToken();
        Assert.That(
            MachineHarness.TextOf(h.Later<SendAction>()),
            Is.EqualTo("""{"op":6,"d":{"token":"token","session_id":"stored","seq":42}}"""));
        Assert.That(h.Actions<AcquireIdentifyPermitAction>(), Is.Empty);
    }

    [Test]
    public void A_wait_that_outlives_the_session_ends_with_an_identify_and_its_own_delay()
    {
        var h = LosesItsSessionInAWait(new ExponentialReconnectPolicy());

        var expired = h.Next<TransitionedAction>().Transition;
        Assert.That(expired.Cause, Is.EqualTo(TransitionCause.SessionExpired));
        Assert.That(expired.WillResume, Is.False);
        Assert.That(expired.RetryIn, Is.EqualTo(TimeSpan.FromSeconds(1.5)), "the identify delay at level 1 and half the jitter");
        Assert.That(h.Machine.CurrentSession, Is.Null);
        h.NothingMore();

        h.Waits(1.49).NothingMore();
        h.Waits(0.01);
        Assert.That(h.Next<DialAction>().IsBaseUrl);
    }

    [Test]
    public void A_policy_that_gives_up_identifying_is_heard_after_the_wait_as_well()
    {
        var h = LosesItsSessionInAWait(new NeverIdentifyAgain());

        var expired = h.Next<TransitionedAction>().Transition;
        Assert.That((expired.Cause, expired.To), Is.EqualTo((TransitionCause.SessionExpired, ShardStateKind.Closed)));
        Assert.That(h.Next<StoppedAction>().End.Kind, Is.EqualTo(ShardEndKind.GaveUp));
        h.NothingMore();
    }

    [Test]
    public void A_consumer_that_outlives_the_session_is_followed_by_an_identify()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost(TransitionCause.ConsumerTooSlow).WritesClose();
        h.Forget().Waits(601).NothingMore();
        h.Do(m => m.OnConsumerReady(h.Now));
        Assert.That(h.Next<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.SessionExpired));
        Assert.That(h.Opens().SaysHello().State, Is.EqualTo(ShardStateKind.Identifying));
    }

    // The upgrade is refused for 12 minutes.
    private static MachineHarness LosesItsSessionInAWait(IReconnectPolicy policy)
    {
        var h = MachineHarness.In(ShardStateKind.Ready, o => o with { ReconnectPolicy = policy })
            .IsLost()
            .WaitsForDial()
            .DialFails(new Ending(TransitionCause.DialFailed) { HttpStatus = 503, RetryAfter = TimeSpan.FromMinutes(12) });
        Assert.That(h.Machine.CurrentSession, Is.Not.Null);
        return h.Forget().Waits(TimeSpan.FromMinutes(12));
    }

    private sealed class NeverIdentifyAgain : IReconnectPolicy
    {
        public TimeSpan? GetDialDelay(in ReconnectContext context) => TimeSpan.Zero;

        public TimeSpan? GetIdentifyDelay(in ReconnectContext context) => null;
    }
}
