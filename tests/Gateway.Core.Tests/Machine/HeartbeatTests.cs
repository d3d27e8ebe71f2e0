using System.Text;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>When beats go out, what counts as an answer, and when a peer is taken for dead; F-03, F-11, F-13.</summary>
internal sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(MachineHarness.Interval);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [TestCase(0)]
    [TestCase(0.5)]
    [TestCase(0.999)]
    public void The_first_beat_comes_after_the_jitter_and_the_next_an_interval_later(double jitter)
    {
        var h = MachineHarness.In(ShardStateKind.Connecting);
        h.Random = jitter;
        h.SaysHello().Forget();
        var hello = h.Now;

        h.Waits((Interval * jitter) - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<HeartbeatAction>();
        Assert.That(h.Machine.HeartbeatLateness, Is.EqualTo(TimeSpan.Zero));
        Assert.That(h.Now - hello, Is.EqualTo(jitter == 0 ? TimeSpan.Zero : Interval * jitter));

        h.Acks().Waits(Interval - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<HeartbeatAction>();
    }

    [Test]
    public void A_beat_tells_the_sequence_of_the_moment_it_is_written()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(Interval).Forget();
        var beat = new byte[PayloadWriter.MaxHeartbeatBytes];
        h.Do(m => m.OnBeatWanted(h.Now));
        var first = h.Next<HeartbeatAction>();
        h.Dispatches(7);
        Assert.That(Encoding.UTF8.GetString(beat, 0, h.Machine.WriteHeartbeat(beat)), Is.EqualTo("""{"op":1,"d":7}"""));
        h.Machine.HeartbeatCursor = 5;
        Assert.That(Encoding.UTF8.GetString(beat, 0, h.Machine.WriteHeartbeat(beat)), Is.EqualTo("""{"op":1,"d":5}"""));
        h.Do(m => m.OnBeatWanted(h.Now));
        Assert.That(h.Next<HeartbeatAction>(), Is.SameAs(first), "a beat allocates nothing");
        Assert.That(
            () => h.Machine.WriteHeartbeat(new byte[PayloadWriter.MaxHeartbeatBytes - 1]),
            Throws.ArgumentException.With.Message.Contains("Allowed: at least 33."));
    }

    [TestCase(0.5, 20.5)]
    [TestCase(0.999, 41.25)]
    [TestCase(0, 0.25)]
    public void With_a_grid_the_first_beat_is_on_the_line_before_its_time_and_the_intervals_stay_exact(double jitter, double line)
    {
        var h = new MachineHarness(o => o with { HeartbeatGrid = TimeSpan.FromSeconds(0.25) });
        h.Random = jitter;
        var start = h.Now;
        h.Start();
        h.Waits(0.1).Opens().SaysHello().GetsPermit().GetsToken().SaysReady().Forget();

        h.Waits(start + TimeSpan.FromSeconds(line) - h.Now - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<HeartbeatAction>();
        Assert.That(h.Machine.HeartbeatLateness, Is.EqualTo(TimeSpan.Zero));
        h.Acks().Waits(Interval - Tick).Says("""{"op":11}""");
        Assert.That(h.Beats, Has.Count.EqualTo(1));
        h.Waits(Tick);
        Assert.That(h.Beats, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_grid_that_is_coarse_beside_the_interval_is_not_used()
    {
        var h = new MachineHarness(o => o with { HeartbeatGrid = TimeSpan.FromSeconds(0.25) });
        h.Random = 0.5;
        h.Start();
        h.Waits(0.1).Opens().SaysHello(3000).Forget();
        h.Waits(TimeSpan.FromSeconds(1.5) - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<HeartbeatAction>();
    }

    [Test]
    public void Late_timers_do_not_make_ten_thousand_beats_drift()
    {
        const int Beats = 10_000;
        var random = new Random(4);
        var h = MachineHarness.In(ShardStateKind.Ready);
        var first = h.Machine.NextDeadline!.Value;
        for (var i = 0; i < Beats; i++)
        {
            var due = h.Machine.NextDeadline!.Value;
            Assert.That(due, Is.EqualTo(first + (Interval * i)));
            h.Now = due + TimeSpan.FromMilliseconds(random.Next(2000));
            h.Do(m => m.OnDeadline(h.Now));
            h.Next<HeartbeatAction>();
            Assert.That(h.Machine.HeartbeatLateness, Is.EqualTo(h.Now - due));
            h.Acks();
        }

        Assert.That(h.Counters.HeartbeatsSent, Is.EqualTo(Beats));
        h.NothingMore();
    }

    [Test]
    public void A_clock_that_jumps_ahead_sends_one_beat_and_skips_the_rest()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        h.Now += Interval * 10;
        h.Do(m => m.OnDeadline(h.Now)).Do(m => m.OnDeadline(h.Now));
        h.Next<HeartbeatAction>();
        h.NothingMore();
        Assert.That(h.Machine.NextDeadline, Is.EqualTo(h.Now + Interval));
    }

    [Test]
    public void A_call_before_the_deadline_does_nothing([Values] ShardStateKind state)
    {
        var h = MachineHarness.In(state);
        var deadline = h.Machine.NextDeadline;
        if (deadline is { } at)
        {
            h.Now = at - Tick;
        }

        h.Do(m => m.OnDeadline(h.Now)).NothingMore();
        Assert.That((h.State, h.Machine.NextDeadline), Is.EqualTo((state, deadline)));
    }

    [Test]
    public void Beats_carry_the_cursor_and_null_before_there_is_one()
    {
        var h = MachineHarness.In(ShardStateKind.Identifying).Says("""{"op":1}""");
        Assert.That(TextOf(h.Next<HeartbeatAction>(), h), Is.EqualTo("""{"op":1,"d":null}"""));
        h.SaysReady(1).Dispatches(251).Says("""{"op":1}""");
        Assert.That(TextOf(h.Later<HeartbeatAction>(), h), Is.EqualTo("""{"op":1,"d":251}"""));
        h.IsLost().Opens().SaysHello().Says("""{"op":1}""");
        Assert.That(TextOf(h.Later<HeartbeatAction>(), h), Is.EqualTo("""{"op":1,"d":251}"""), "in Resuming as well");
    }

    private static string TextOf(HeartbeatAction beat, MachineHarness h)
    {
        Assert.That(beat.Connection, Is.EqualTo(h.Machine.ConnectionNumber));
        var bytes = new byte[PayloadWriter.MaxHeartbeatBytes];
        return Encoding.UTF8.GetString(bytes, 0, h.Machine.WriteHeartbeat(bytes));
    }

    [Test]
    public void A_full_interval_of_silence_after_a_beat_is_death([Values] bool beatWasLate)
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        h.Now = h.Machine.NextDeadline!.Value + (beatWasLate ? TimeSpan.FromSeconds(3) : TimeSpan.Zero);
        h.Do(m => m.OnDeadline(h.Now)).Forget();

        h.Waits(Interval - Tick);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        h.Waits(Tick);

        var close = h.Later<CloseTransportAction>();
        Assert.That(close.Code, Is.EqualTo(4000));
        var transition = h.Next<TransitionedAction>().Transition;
        Assert.That((transition.Cause, transition.WillResume), Is.EqualTo((TransitionCause.HeartbeatTimedOut, true)));
        h.WritesClose();
        Assert.That(h.Next<AbortTransportAction>().Connection, Is.EqualTo(close.Connection), "a dead peer's echo is not waited for");
        Assert.That(h.Next<DialAction>().Connection, Is.EqualTo(close.Connection + 1));
    }

    [TestCase("""{"op":11}""")]
    [TestCase("""{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{}}""")]
    [TestCase("""{"op":99}""")]
    [TestCase("""{"op":2}""")]
    [TestCase("garbage")]
    public void Any_frame_is_a_sign_of_life(string frame)
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(Interval);
        h.Waits((Interval / 2) - Tick).Says(frame).Forget().Waits(Interval);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        h.Waits(Interval);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Connecting), "but only for as long");
    }

    [Test]
    public void An_ack_that_nobody_asked_for_changes_nothing()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Acks().Acks();
        Assert.That(h.Machine.LastLatency, Is.Null);
        Assert.That(h.Machine.MeanLatency, Is.Null);
    }

    [Test]
    public void Latency_is_told_as_the_last_and_the_mean_of_five()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        double[] ms = [1000, 10, 20, 30, 40, 100];
        foreach (var latency in ms)
        {
            h.Waits(h.Machine.NextDeadline!.Value - h.Now).Waits(TimeSpan.FromMilliseconds(latency)).Acks();
            Assert.That(h.Machine.LastLatency, Is.EqualTo(TimeSpan.FromMilliseconds(latency)));
        }

        Assert.That(h.Machine.MeanLatency, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
        h.Acks();
        Assert.That(h.Machine.LastLatency, Is.EqualTo(TimeSpan.FromMilliseconds(100)), "one ACK a beat");
        h.IsLost().Opens().SaysHello();
        Assert.That(h.Machine.LastLatency, Is.Null, "a new connection has its own");
    }

    [Test]
    public void While_reading_is_held_back_beats_go_out_and_nobody_is_judged()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(Interval).Forget();
        h.Machine.ReadingHeldBack = true;
        h.Waits(Interval * 100);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        Assert.That(h.Log.Count(l => l.Action is HeartbeatAction && l.At > h.Now - (Interval * 100)), Is.EqualTo(100));

        // Reading goes on: only a beat sent from now on can be held against the peer.
        h.Machine.ReadingHeldBack = false;
        var nextBeat = h.Machine.NextDeadline!.Value;
        h.Waits(nextBeat - h.Now + Interval - Tick);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        h.Waits(Tick);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Connecting));
    }

    [Test]
    public void A_new_connection_is_not_judged_by_the_beats_of_the_old_one()
    {
        // F-03: the ACK is swallowed, the connection lost, resumed.
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(Interval).IsLost().ComesToResumed(2);
        var resumedAt = h.Now;
        h.Forget().Waits((Interval * 1.5) - Tick);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
        Assert.That(h.Log.Count(l => l.Action is HeartbeatAction && l.At > resumedAt), Is.EqualTo(1));
        h.Waits(Tick);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Connecting), "half of the jitter, and one interval");
    }

    [Test]
    public void A_storm_of_requests_with_commands_keeps_the_limit_and_the_schedule()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        var start = h.Now;
        var sends = new List<TimeSpan>();
        for (var second = 0; second < 600; second++)
        {
            for (var i = 0; i < 10_000; i++)
            {
                h.Machine.OnPayload(h.Connection, "{\"op\":1}"u8, h.Now, out _);
            }

            h.Do(_ => { });
            while (h.Machine.AdmitCommand(SendClass.Command, h.Now, out _) == CommandVerdict.Send)
            {
                sends.Add(h.Now);
            }

            h.Waits(1);
        }

        var beats = h.Beats.Where(b => b.At >= start).ToArray();
        var scheduled = beats.Where(b => b.Lateness is not null).ToArray();
        Assert.That(scheduled, Has.Length.EqualTo((int)((600 - 20.625) / 41.25) + 1));
        Assert.That(scheduled.Select(b => b.Lateness), Is.All.EqualTo(TimeSpan.Zero));
        Assert.That(beats, Has.Length.GreaterThan(scheduled.Length + 40), "five answers a window");
        Assert.That(h.Counters.HeartbeatRequests, Is.EqualTo(6_000_000));
        sends.AddRange(beats.Select(b => b.At));
        Assert.That(SendLogTests.MostIn(TimeSpan.FromSeconds(60), sends), Is.LessThanOrEqualTo(120));
    }

    [Test]
    public void Beyond_the_reserve_one_answer_waits_and_answers_all()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(40).Acks().Waits(22).Acks().Forget();
        for (var i = 0; i < 5; i++)
        {
            h.Says("""{"op":1}""");
            h.Next<HeartbeatAction>();
        }

        h.Says("""{"op":1}""").Says("""{"op":1}""").NothingMore();
        h.Waits(h.Machine.NextDeadline!.Value - h.Now);
        h.Next<HeartbeatAction>();
        Assert.That(h.Machine.HeartbeatLateness, Is.EqualTo(TimeSpan.Zero), "the scheduled beat answers it");
        h.NothingMore();
        h.Acks().Waits(Interval);
        h.Next<HeartbeatAction>();
        h.NothingMore();
    }

    [Test]
    public void An_answer_that_waits_goes_out_when_the_reserve_has_room()
    {
        var h = MachineHarness.In(ShardStateKind.Connecting).SaysHello(1_800_000).GetsPermit().GetsToken().SaysReady();
        h.Waits(70).Forget();
        for (var i = 0; i < 10; i++)
        {
            h.Says("""{"op":1}""");
        }

        var storm = h.Now;
        Assert.That(h.Machine.NextDeadline, Is.EqualTo(storm + TimeSpan.FromSeconds(61)));
        h.Forget().Waits(TimeSpan.FromSeconds(61) - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<HeartbeatAction>();
        Assert.That(h.Machine.HeartbeatLateness, Is.Null);
        h.NothingMore();
    }
}
