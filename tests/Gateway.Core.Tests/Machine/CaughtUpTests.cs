using Gateway.Core.Machine;

namespace Gateway.Core.Tests.Machine;

/// <summary>A beat beside the schedule, by which a caller learns that everything sent so far has come.</summary>
internal sealed class CaughtUpTests
{
    [Test]
    public void The_ack_of_a_beat_that_was_asked_for_says_since_when_everything_has_come()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        Assert.That(h.Machine.AnsweredThrough, Is.Null);
        var asked = h.Now;
        h.Do(m => m.OnBeatWanted(h.Now));
        h.Next<HeartbeatAction>();
        h.Waits(TimeSpan.FromMilliseconds(80)).Dispatches(2);
        Assert.That(h.Machine.AnsweredThrough, Is.Null, "a dispatch proves nothing");
        h.Acks();
        Assert.That(h.Machine.AnsweredThrough, Is.EqualTo(asked));
        h.NothingMore();
    }

    [Test]
    public void An_ack_answers_the_oldest_beat()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        var first = h.Now;
        h.Do(m => m.OnBeatWanted(h.Now));
        h.Waits(TimeSpan.FromSeconds(1));
        var second = h.Now;
        h.Do(m => m.OnBeatWanted(h.Now)).Acks();
        Assert.That(h.Machine.AnsweredThrough, Is.EqualTo(first));
        h.Acks();
        Assert.That(h.Machine.AnsweredThrough, Is.EqualTo(second));
        h.Acks();
        Assert.That(h.Machine.AnsweredThrough, Is.EqualTo(second), "one too many");
    }

    [Test]
    public void Another_connection_knows_nothing_of_the_one_before()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        h.Do(m => m.OnBeatWanted(h.Now)).Acks();
        Assert.That(h.Machine.AnsweredThrough, Is.Not.Null);
        h.IsLost();
        Assert.That(h.Machine.AnsweredThrough, Is.Null);
        h.ComesToResumed(2);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        Assert.That(h.Machine.AnsweredThrough, Is.Null);
    }

    [TestCase(ShardStateKind.Connecting)]
    [TestCase(ShardStateKind.Identifying)]
    [TestCase(ShardStateKind.Resuming)]
    [TestCase(ShardStateKind.Closed)]
    public void Outside_ready_nothing_is_sent_and_nothing_is_certain(ShardStateKind state)
    {
        var h = MachineHarness.In(state);
        h.Do(m => m.OnBeatWanted(h.Now)).NothingMore();
        Assert.That(h.Machine.AnsweredThrough, Is.Null);
    }

    [Test]
    public void However_often_it_is_asked_for_the_send_limit_holds()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        for (var i = 0; i < 300; i++)
        {
            h.Do(m => m.OnBeatWanted(h.Now)).Acks();
        }

        Assert.That(Beats(h), Is.InRange(100, 119), "and the Identify");
    }

    [Test]
    public void It_takes_the_place_of_a_command_and_leaves_the_reserve_to_the_server()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        for (var i = 0; i < 30; i++)
        {
            h.Do(m => m.OnBeatWanted(h.Now)).Acks();
        }

        for (var i = 0; i < 3; i++)
        {
            h.Says("""{"op":1,"d":null}""").Acks();
        }

        Assert.That(Beats(h), Is.EqualTo(33));
    }

    private static int Beats(MachineHarness h) => h.Log.Count(l => l.Action is HeartbeatAction);
}
