using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>An illegal call throws, or does nothing; it never leaves the machine half changed.</summary>
internal sealed class CallerMistakeTests
{
    [Test]
    public void Starting_twice_throws()
    {
        var h = new MachineHarness().Start();
        Assert.That(() => h.Start(), Throws.InvalidOperationException);
        Assert.That(h.Actions<DialAction>().Count(), Is.EqualTo(1));
    }

    [Test]
    public void Nothing_dials_before_the_start()
    {
        var h = new MachineHarness();
        h.Do(m => m.OnReconnect(h.Now)).Do(m => m.OnConsumerReady(h.Now)).Do(m => m.OnDeadline(h.Now));
        h.NothingMore();
        h.Start();
        Assert.That(h.Next<DialAction>().Connection, Is.EqualTo(1));
        h.NothingMore();
    }

    [Test]
    public void A_machine_stopped_before_its_start_stays_stopped()
    {
        var h = new MachineHarness().Stops(true);
        Assert.That(h.Actions<StoppedAction>().Count(), Is.EqualTo(1));
        Assert.That(() => h.Start(), Throws.InvalidOperationException);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Closed));
        Assert.That(h.Actions<DialAction>(), Is.Empty);
    }

    [Test]
    public void A_token_too_long_throws_and_changes_nothing([Values] bool resuming)
    {
        var h = resuming
            ? MachineHarness.AwaitingHelloWithSession().SaysHello().Forget()
            : MachineHarness.In(ShardStateKind.Connecting).SaysHello().GetsPermit().Forget();
        var before = h.Counters;

        Assert.That(() => h.GetsToken(new string('x', 5000)), Throws.ArgumentException);

        h.NothingMore();
        Assert.That(h.Counters, Is.EqualTo(before));
        h.GetsToken();
        Assert.That(h.Next<SendAction>().Purpose, Is.EqualTo(resuming ? SendPurpose.Resume : SendPurpose.Identify));
    }

    [TestCase(ShardStateKind.Connecting, TransitionCause.SendFailed)]
    [TestCase(ShardStateKind.Connecting, TransitionCause.ConsumerTooSlow)]
    [TestCase(ShardStateKind.Identifying, TransitionCause.ConsumerTooSlow)]
    [TestCase(ShardStateKind.Ready, TransitionCause.StopRequested)]
    [TestCase(ShardStateKind.Ready, TransitionCause.RemoteClosed)]
    public void A_loss_that_the_state_cannot_have_throws_and_changes_nothing(ShardStateKind state, TransitionCause cause)
    {
        var h = MachineHarness.In(state);
        var deadline = h.Machine.NextDeadline;

        Assert.That(() => h.IsLost(cause), Throws.ArgumentException);

        h.NothingMore();
        Assert.That(h.State, Is.EqualTo(state));
        Assert.That(h.Machine.NextDeadline, Is.EqualTo(deadline));
        Assert.That(h.Frame("""{"op":7}""").Note, Is.Not.EqualTo(FrameNote.Stale), "the connection lives on");
    }

    [Test]
    public void Commands_of_another_class_are_refused([Values(SendClass.None, SendClass.Heartbeat, SendClass.Reserve)] SendClass sendClass)
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        Assert.That(
            () => h.Machine.AdmitCommand(sendClass, h.Now, out _), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Commands_are_admitted_in_Ready_only([Values] ShardStateKind state)
    {
        var h = MachineHarness.In(state);
        Assert.That(
            h.Machine.AdmitCommand(SendClass.Command, h.Now, out _),
            Is.EqualTo(state == ShardStateKind.Ready ? CommandVerdict.Send : CommandVerdict.NotReady));
    }

    [Test]
    public void A_gateway_address_that_cannot_be_dialled_is_refused_when_it_is_set()
    {
        var h = new MachineHarness();
        Assert.That(() => h.Machine.GatewayUrl = new Uri("https://example.test"), Throws.ArgumentException);
        Assert.That(
            () => new MachineHarness(o => o with { GatewayUrl = new Uri("/relative", UriKind.Relative) }),
            Throws.ArgumentException);
        Assert.That(h.Start().Next<DialAction>().Url.Host, Is.EqualTo("gateway.example.test"));
    }

    [TestCase("https://resume.example.test")]
    [TestCase("ws://resume.example.test")]
    [TestCase("wss://user@resume.example.test")]
    public void A_stored_resume_url_that_cannot_be_dialled_gives_way_to_the_base_url(string url)
    {
        var h = new MachineHarness(o => o with
        {
            Session = new SessionSnapshot("stored", new Uri(url), 7, TimeSpan.FromHours(3)),
        }).Start();
        var dial = h.Next<DialAction>();
        Assert.That(dial.IsBaseUrl);
        Assert.That(dial.Url.Host, Is.EqualTo("gateway.example.test"));
        Assert.That(h.Machine.CurrentSession!.Id, Is.EqualTo("stored"));
    }
}
