using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>Every state × every close code × who closed: the table decides when the peer does, and nothing when we did.</summary>
internal sealed class CloseCodeRuleTests
{
    private static readonly int?[] Codes = [null, 1006, 3000, 4006, 4999, .. CloseCodeTable.Default.Rows.Select(r => (int?)r.Code)];

    [Test]
    public void The_peer_closes_and_the_table_decides(
        [Values] ShardStateKind state, [Values] bool withSession, [ValueSource(nameof(Codes))] int? code)
    {
        var h = state == ShardStateKind.Connecting && withSession
            ? MachineHarness.AwaitingHelloWithSession()
            : MachineHarness.In(state);
        var before = h.Machine.CurrentSession;
        var stale = h.Counters.StaleInputs;

        h.Closes(code);

        if (state == ShardStateKind.Closed)
        {
            h.NothingMore();
            Assert.That(h.Counters.StaleInputs, Is.EqualTo(stale + 1));
            return;
        }

        var close = h.Later<CloseTransportAction>();
        Assert.That(close.Code, Is.EqualTo(4000), "never 1000 or 1001");
        var transition = h.Next<TransitionedAction>().Transition;
        Assert.That((transition.From, transition.Cause), Is.EqualTo((state, TransitionCause.RemoteClosed)));
        Assert.That(transition.Ending!.CloseCode, Is.EqualTo(code));
        switch (CloseCodeTable.Default[code])
        {
            case CloseDisposition.Fatal:
                Assert.That(transition.To, Is.EqualTo(ShardStateKind.Closed));
                h.WritesClose();
                var end = h.Later<StoppedAction>().End;
                Assert.That((end.Kind, end.Ending.CloseCode), Is.EqualTo((ShardEndKind.Fatal, code)));
                h.NothingMore();
                break;
            case CloseDisposition.Reidentify:
                Follows(h, transition, null);
                break;
            default:
                Follows(h, transition, before);
                break;
        }
    }

    [Test]
    public void A_close_of_ours_decides_and_the_echo_does_not(
        [Values(ShardStateKind.Connecting, ShardStateKind.Identifying, ShardStateKind.Resuming, ShardStateKind.Ready)]
        ShardStateKind state,
        [ValueSource(nameof(Codes))] int? code)
    {
        var h = MachineHarness.In(state);
        var session = h.Machine.CurrentSession;
        h.Says("""{"op":7}""").WritesClose();
        Assert.That(h.Later<CloseTransportAction>().Code, Is.EqualTo(4000));
        var decided = h.Next<TransitionedAction>().Transition;

        h.Closes(code);

        Assert.That(h.Next<AbortTransportAction>().Connection, Is.EqualTo(decided.Connection));
        Assert.That(h.Machine.CurrentSession, Is.EqualTo(session));
        h.WaitsForDial();
        Assert.That(h.Next<DialAction>().Connection, Is.EqualTo(decided.Connection + 1));
        Assert.That(h.Actions<TransitionedAction>().Last().Transition, Is.SameAs(decided));
    }

    [Test]
    public void A_stop_of_ours_stays_a_stop_whatever_the_echo(
        [Values] bool keepSession, [ValueSource(nameof(Codes))] int? code)
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Stops(keepSession).WritesClose().Closes(code);
        Assert.That(h.Next<CloseTransportAction>().Code, Is.EqualTo(keepSession ? 4000 : 1000));
        Assert.That(h.Later<StoppedAction>().End.Kind, Is.EqualTo(ShardEndKind.Stopped));
        Assert.That(h.Machine.CurrentSession is not null, Is.EqualTo(keepSession));
    }

    [Test]
    public void Resume_once_means_once_until_it_succeeds([Values(1000, 1001)] int code)
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Closes(code).Opens().SaysHello().GetsToken().Forget();
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Resuming));
        h.Closes(code);
        Assert.That(h.Later<TransitionedAction>().Transition.WillResume, Is.False);

        h.ComesToReady().Forget().Closes(code);
        Assert.That(h.Later<TransitionedAction>().Transition.WillResume, "a new session has its own try");

        h.ComesToResumed(2).Forget().Closes(code);
        Assert.That(h.Later<TransitionedAction>().Transition.WillResume, "RESUMED gives the try back");
    }

    [Test]
    public void The_users_own_table_is_obeyed()
    {
        var h = MachineHarness.In(
            ShardStateKind.Ready,
            o => o with { CloseCodes = CloseCodeTable.Default.With(4000, CloseDisposition.Fatal).With(4004, CloseDisposition.Resume) });
        h.Closes(4004);
        Assert.That(h.Later<TransitionedAction>().Transition.WillResume);
        h.ComesToResumed(2).Forget().Closes(4000);
        Assert.That(h.Later<TransitionedAction>().Transition.To, Is.EqualTo(ShardStateKind.Closed));
    }

    private static void Follows(MachineHarness h, ShardTransition transition, SessionSnapshot? session)
    {
        Assert.That(transition.To, Is.EqualTo(ShardStateKind.Connecting));
        Assert.That(transition.WillResume, Is.EqualTo(session is not null));
        Assert.That(h.Machine.CurrentSession, Is.EqualTo(session));
        h.WritesClose().WaitsForDial();
        Assert.That(h.Later<DialAction>().IsBaseUrl, Is.EqualTo(session is null));
        h.Opens().SaysHello();
        Assert.That(h.State, Is.EqualTo(session is null ? ShardStateKind.Identifying : ShardStateKind.Resuming));
    }
}
