using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Transport;

namespace Gateway.Core.Tests.Machine;

/// <summary>What goes wrong in production, told as conversations between one machine and its peer.</summary>
internal sealed class ConversationTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    [TestCase(4000)]
    [TestCase(null)]
    public void F02_a_resume_that_always_fails_is_given_up_after_three(int? code)
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        for (var i = 0; i < 3; i++)
        {
            Assert.That(h.Opens().SaysHello().GetsToken().State, Is.EqualTo(ShardStateKind.Resuming));
            _ = code is null ? h.IsLost() : h.Closes(code);
        }

        Assert.That(h.Counters.ResumesSent, Is.EqualTo(3));
        Assert.That(h.Actions<TransitionedAction>().Last().Transition.WillResume, Is.False);
        Assert.That(h.Machine.CurrentSession, Is.Null);
        Assert.That(h.Opens().SaysHello().Actions<AcquireIdentifyPermitAction>().Count(), Is.EqualTo(2), "through the limiter");
    }

    [Test]
    public void F02_a_resume_that_is_met_by_silence_is_given_up_as_well()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        h.Random = 0.9; // The first beat is late, so that it is RESUMED that runs out of time.
        for (var i = 0; i < 3; i++)
        {
            h.Opens().SaysHello().GetsToken().Forget().Waits(60);
            Assert.That(h.Later<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.ResumedTimedOut));
        }

        Assert.That(h.Machine.CurrentSession, Is.Null);
    }

    [Test]
    public void F02_a_resume_that_gets_nothing_but_acks_is_given_up_as_well()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        h.Opens().SaysHello().GetsToken();
        for (var i = 0; i < 10 && h.State == ShardStateKind.Resuming; i++)
        {
            h.Waits(20).Acks();
        }

        Assert.That(h.Actions<TransitionedAction>().Last().Transition.Cause, Is.EqualTo(TransitionCause.ResumedTimedOut));
    }

    [Test]
    public void F02_a_long_replay_is_waited_for()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        h.Opens().SaysHello().GetsToken();
        for (var i = 0; i < 10; i++)
        {
            h.Waits(20).Acks().Dispatches(100 + i);
        }

        Assert.That(h.SaysResumed(200).State, Is.EqualTo(ShardStateKind.Ready));
    }

    [Test]
    public void F06_a_resume_host_that_refuses_is_left_after_two_dials_with_the_session()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost().WaitsForDial();
        Assert.That(h.Later<DialAction>().IsBaseUrl, Is.False);
        h.DialFails().WaitsForDial();
        Assert.That(h.Later<DialAction>().IsBaseUrl, Is.False);
        h.DialFails().WaitsForDial();
        Assert.That(h.Later<DialAction>().IsBaseUrl);
        Assert.That(h.Opens().SaysHello().State, Is.EqualTo(ShardStateKind.Resuming));
    }

    [Test]
    public void F06_a_resume_host_that_opens_and_says_nothing_is_left_after_two_dials()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        for (var i = 0; i < 2; i++)
        {
            h.Opens();
            Assert.That(h.Later<DialAction>().IsBaseUrl, Is.False);
            h.Waits(20);
            Assert.That(h.Later<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.HelloTimedOut));
        }

        h.Opens();
        Assert.That(h.Later<DialAction>().IsBaseUrl);
    }

    [TestCase("wss://r.example.test", "wss://r.example.test/?v=10&encoding=json")]
    [TestCase("wss://r.example.test/", "wss://r.example.test/?v=10&encoding=json")]
    [TestCase("wss://r.example.test/path?v=6&encoding=etf&compress=zlib-stream", "wss://r.example.test/path?v=10&encoding=json")]
    public void F07_every_url_carries_version_and_encoding(string resumeUrl, string dialled)
    {
        var h = MachineHarness.In(ShardStateKind.Identifying);
        Assert.That(h.Actions<DialAction>().Single().Url.AbsoluteUri, Is.EqualTo("wss://gateway.example.test/?v=10&encoding=json"));
        h.Says($$$"""{"t":"READY","s":1,"op":0,"d":{"session_id":"a","resume_gateway_url":"{{{resumeUrl}}}"}}""").IsLost().WaitsForDial();
        Assert.That(h.Later<DialAction>().Url.AbsoluteUri, Is.EqualTo(dialled));
    }

    [TestCase("true", true)]
    [TestCase("false", false)]
    [TestCase("null", false)]
    [TestCase("1", false)]
    [TestCase("\"true\"", false)]
    [TestCase("{\"resumable\":true}", false)]
    [TestCase(null, false)]
    public void F09_op_9_closes_with_4000_waits_and_resumes_only_if_true(string? data, bool resumes)
    {
        foreach (var state in new[] { ShardStateKind.Connecting, ShardStateKind.Resuming, ShardStateKind.Ready })
        {
            var h = state == ShardStateKind.Connecting ? MachineHarness.AwaitingHelloWithSession() : MachineHarness.In(state);
            h.Random = 0;
            var at = h.Now;
            h.Says(data is null ? """{"op":9}""" : $$"""{"op":9,"d":{{data}}}""");
            Assert.That(h.Later<CloseTransportAction>().Code, Is.EqualTo(4000));
            Assert.That(h.Next<TransitionedAction>().Transition.WillResume, Is.EqualTo(resumes));
            h.WritesClose().WaitsForDial();
            Assert.That(h.Now - at, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(h.Opens().SaysHello().State, Is.EqualTo(resumes ? ShardStateKind.Resuming : ShardStateKind.Identifying));
            if (resumes)
            {
                h.GetsToken().Forget().Says("""{"op":9,"d":true}""");
                Assert.That(h.Later<TransitionedAction>().Transition.WillResume, Is.False, "once");
            }
        }
    }

    [Test]
    public void F10_op_7_redials_at_once_and_resumes_also_instead_of_Hello(
        [Values(ShardStateKind.Connecting, ShardStateKind.Resuming, ShardStateKind.Ready)] ShardStateKind state)
    {
        var h = state == ShardStateKind.Connecting ? MachineHarness.AwaitingHelloWithSession() : MachineHarness.In(state);
        h.Waits(0.6); // The dial before is not just now.
        var at = h.Now;
        h.Says("""{"op":7,"d":null}""").WritesClose().Closes(1001).WaitsForDial();
        Assert.That(h.Now - at, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(h.Opens().SaysHello().State, Is.EqualTo(ShardStateKind.Resuming));
    }

    [Test]
    public void F10_the_dial_back_off_is_forgotten_at_RESUMED_and_the_identify_back_off_is_not()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        for (var i = 0; i < 6; i++)
        {
            h.WaitsForDial().DialFails();
        }

        Assert.That(h.Actions<TransitionedAction>().Last().Transition.RetryIn, Is.EqualTo(TimeSpan.FromSeconds(16)));
        h.ComesToResumed(2).IsLost();
        Assert.That(h.Actions<TransitionedAction>().Last().Transition.RetryIn, Is.EqualTo(TimeSpan.Zero));

        var level = h.Machine.IdentifyBackoff.Level;
        h.ComesToResumed(3).Closes(4009).ComesToReady().Closes(4009);
        Assert.That(h.Machine.IdentifyBackoff.Level, Is.EqualTo(level + 1));
        Assert.That(h.Actions<TransitionedAction>().Last().Transition.RetryIn, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void F10_a_storm_of_op_7_dials_twice_a_second_at_most()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        for (var i = 2; i < 50; i++)
        {
            h.Says("""{"op":7}""").WritesClose().Closes(1000).ComesToResumed(i);
        }

        var dials = h.Log.Where(l => l.Action is DialAction).Select(l => l.At).ToArray();
        Assert.That(dials.Zip(dials.Skip(1), (a, b) => b - a), Is.All.GreaterThanOrEqualTo(TimeSpan.FromSeconds(0.5)));
    }

    [Test]
    public void F12_nothing_is_sent_before_Hello_and_the_window_is_the_connections()
    {
        var h = MachineHarness.AwaitingHelloWithSession().Says("""{"op":1}""").Waits(19.9).Says("""{"op":11}""");
        h.NothingMore();
        h.SaysHello().GetsToken().SaysResumed(2);
        for (var i = 0; i < 113; i++)
        {
            Assert.That(h.Machine.AdmitCommand(Core.Protocol.SendClass.Command, h.Now, out _), Is.EqualTo(CommandVerdict.Send));
        }

        Assert.That(h.Machine.AdmitCommand(Core.Protocol.SendClass.Command, h.Now, out var retryAt), Is.EqualTo(CommandVerdict.Wait));
        Assert.That(retryAt, Is.EqualTo(h.Now + TimeSpan.FromSeconds(61)));
        h.IsLost().ComesToResumed(3);
        Assert.That(h.Machine.AdmitCommand(Core.Protocol.SendClass.Command, h.Now, out _), Is.EqualTo(CommandVerdict.Send));
    }

    [Test]
    public void F18_only_a_sequence_moves_the_cursor_and_a_broken_body_does()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        Assert.That(h.Frame("""{"t":"A","s":null,"op":0,"d":{}}"""), Is.EqualTo(new FrameResult(true, FrameNote.None)));
        Assert.That(h.Machine.CurrentSession!.Sequence, Is.EqualTo(1));
        Assert.That(h.Frame("""{"t":"A","s":2,"op":0,"d":{"x":}}"""), Is.EqualTo(new FrameResult(false, FrameNote.Malformed)));
        Assert.That(h.Machine.CurrentSession!.Sequence, Is.EqualTo(2));
        Assert.That(h.Frame("""{"t":"A","s":2,"op":0,"d":{}}"""), Is.EqualTo(new FrameResult(false, FrameNote.Duplicate)));
        Assert.That(h.Frame("""{"t":"A","s":9,"op":0,"d":{}}"""), Is.EqualTo(new FrameResult(true, FrameNote.Gap)));
        h.Says("""{"op":11,"s":50}""").Says("""{"op":1,"s":50}""");
        Assert.That(h.Machine.CurrentSession!.Sequence, Is.EqualTo(9));
        Assert.That((h.Counters.Duplicates, h.Counters.Gaps), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void F31_an_event_that_cannot_be_received_ends_with_an_identify_after_three_resumes()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost(TransitionCause.MessageTooLarge);
        var resumes = 0;
        while (h.Machine.CurrentSession is not null && resumes < 10)
        {
            h.WritesClose().Opens().SaysHello().GetsToken().Dispatches(2).IsLost(TransitionCause.MessageTooLarge);
            resumes++;
        }

        Assert.That(resumes, Is.EqualTo(3));
        Assert.That(h.WritesClose().Opens().SaysHello().State, Is.EqualTo(ShardStateKind.Identifying));
    }

    [Test]
    public void A_replay_is_delivered_in_Resuming_and_RESUMED_after_the_transition()
    {
        var h = MachineHarness.In(ShardStateKind.Resuming);
        Assert.That(h.Frame("""{"t":"A","s":2,"op":0,"d":{}}""").Deliver);
        Assert.That(h.Frame("""{"t":"READY","s":3,"op":0,"d":{"session_id":"x"}}""").Note, Is.EqualTo(FrameNote.Skipped));
        h.NothingMore();
        Assert.That(h.Frame("""{"t":"RESUMED","s":3,"op":0,"d":{}}""").Deliver);
        Assert.That(h.Next<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.ResumedReceived));
        Assert.That(h.Machine.CurrentSession!.Id, Is.EqualTo("session-1"));
    }

    [Test]
    public void A_close_that_is_never_written_is_aborted_after_a_second_and_only_then_dialled()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Says("""{"op":7}""").Forget();
        h.Waits(TimeSpan.FromSeconds(1) - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<AbortTransportAction>();
        h.Next<DialAction>();
        h.NothingMore();
    }

    [Test]
    public void A_close_that_is_never_answered_is_aborted_a_quarter_of_a_second_after_it_was_written()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Says("""{"op":7}""").Waits(TimeSpan.FromSeconds(1) - Tick).WritesClose().Forget();
        h.Waits(TimeSpan.FromSeconds(0.25) - Tick).NothingMore();
        h.Waits(Tick);
        h.Next<AbortTransportAction>();
        h.Next<DialAction>();
    }

    [TestCase(TransitionCause.ConnectionLost)]
    [TestCase(TransitionCause.SendFailed)]
    public void A_lost_connection_is_aborted_without_a_close_frame(TransitionCause cause)
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(1).Forget().IsLost(cause);
        h.Next<AbortTransportAction>();
        h.Next<TransitionedAction>();
        h.Next<DialAction>();
        h.NothingMore();
    }

    [Test]
    public void A_consumer_too_slow_is_closed_with_4000_and_resumed_when_there_is_room()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(1).Forget().IsLost(TransitionCause.ConsumerTooSlow);
        Assert.That(h.Next<CloseTransportAction>().Code, Is.EqualTo(4000));
        h.WritesClose();
        h.Later<AbortTransportAction>();
        Assert.That(h.Machine.NextDeadline, Is.Null);
        h.Waits(60).NothingMore();
        h.Do(m => m.OnConsumerReady(h.Now));
        Assert.That(h.Next<DialAction>().IsBaseUrl, Is.False);
    }

    [Test]
    public void A_token_that_fails_or_never_comes_redials([Values] bool resuming, [Values] bool fails)
    {
        var h = resuming
            ? MachineHarness.AwaitingHelloWithSession().SaysHello()
            : MachineHarness.In(ShardStateKind.Connecting).SaysHello().GetsPermit();
        h.Forget();
        _ = fails ? h.Do(m => m.OnTokenFailed(h.Connection, null, h.Now)) : h.Waits(10);
        if (!resuming)
        {
            h.Later<CancelIdentifyPermitAction>();
        }

        var transition = h.Later<TransitionedAction>().Transition;
        Assert.That((transition.Cause, transition.WillResume), Is.EqualTo((TransitionCause.TokenUnavailable, resuming)));
        Assert.That(h.Counters.IdentifiesSent, Is.EqualTo(resuming ? 1 : 0));
    }

    [Test]
    public void A_limiter_that_fails_redials()
    {
        var h = MachineHarness.In(ShardStateKind.Connecting).SaysHello().Forget().Do(m => m.OnIdentifyPermitFailed(1, null, TimeSpan.FromHours(3)));
        h.Next<CancelIdentifyPermitAction>();
        h.Next<CloseTransportAction>();
        Assert.That(h.Next<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.PermitUnavailable));
    }

    [TestCase("""{"t":"READY","s":1,"op":0,"d":{"session_id":"a"}}""", IdentifyOutcome.Ready)]
    [TestCase("""{"op":9,"d":false}""", IdentifyOutcome.InvalidSession)]
    [TestCase("""{"op":7}""", IdentifyOutcome.Closed)]
    [TestCase(null, IdentifyOutcome.TimedOut)]
    public void The_permit_is_told_how_the_identify_ended(string? frame, IdentifyOutcome outcome)
    {
        var h = MachineHarness.In(ShardStateKind.Identifying);
        _ = frame is null ? h.Waits(60.1) : h.Says(frame);
        Assert.That(h.Later<SettleIdentifyPermitAction>().Outcome, Is.EqualTo(outcome));
        Assert.That(h.Actions<CancelIdentifyPermitAction>(), Is.Empty);
    }

    [Test]
    public void Frames_extend_the_wait_for_READY_but_not_for_ever()
    {
        var h = MachineHarness.In(ShardStateKind.Identifying);
        var identified = h.Now;
        while (h.State == ShardStateKind.Identifying && h.Now - identified < TimeSpan.FromHours(1))
        {
            h.Waits(30).Acks();
        }

        var timedOut = h.Log.Single(l => l.Action is TransitionedAction { Transition.Cause: TransitionCause.ReadyTimedOut });
        Assert.That(timedOut.At - identified, Is.EqualTo(TimeSpan.FromMinutes(5)));
    }

    [Test]
    public void A_dial_that_never_ends_is_aborted()
    {
        var h = new MachineHarness().Start().Forget().Waits(20);
        h.Next<AbortTransportAction>();
        Assert.That(h.Next<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.DialTimedOut));
        h.WaitsForDial();
        Assert.That(h.Next<DialAction>().Refresh, "the address is asked for again");
    }

    [Test]
    public void A_caller_who_wants_a_new_connection_resumes_and_cuts_a_wait_short()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Waits(1).Do(m => m.OnReconnect(TimeSpan.FromHours(3))).WritesClose();
        Assert.That(h.Later<TransitionedAction>().Transition.WillResume);
        h.Random = 0.99;
        for (var i = 0; i < 6; i++)
        {
            h.WaitsForDial().DialFails();
        }

        h.Waits(1).Forget().Do(m => m.OnReconnect(h.Now));
        h.Next<DialAction>();
    }

    [Test]
    public void A_caller_cannot_cut_short_what_the_server_asked_for_or_the_budget_needs()
    {
        var refused = MachineHarness.In(ShardStateKind.Ready).IsLost().WaitsForDial()
            .DialFails(new Ending(TransitionCause.DialFailed) { HttpStatus = 429, RetryAfter = TimeSpan.FromMinutes(5) });
        refused.Waits(1).Forget().Do(m => m.OnReconnect(refused.Now)).NothingMore();

        var invalidated = MachineHarness.In(ShardStateKind.Ready).Says("""{"op":9,"d":false}""").WritesClose();
        invalidated.Waits(0.5).Forget().Do(m => m.OnReconnect(invalidated.Now)).NothingMore();
    }

    [Test]
    public void Op_7_instead_of_Hello_is_followed_at_once_whatever_had_failed_before()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).IsLost();
        h.Random = 0.99;
        for (var i = 0; i < 8; i++)
        {
            h.WaitsForDial().DialFails();
        }

        h.Opens().Forget().Says("""{"op":7,"d":null}""").WritesClose();
        Assert.That(h.Later<TransitionedAction>().Transition.RetryIn, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void A_peer_that_is_silent_is_dropped_without_a_close_frame(
        [Values(ShardStateKind.Connecting, ShardStateKind.Identifying, ShardStateKind.Resuming)] ShardStateKind state)
    {
        var h = MachineHarness.In(state, o => o with { Timeouts = new GatewayTimeouts { Ready = TimeSpan.FromSeconds(20), Resumed = TimeSpan.FromSeconds(20) } });
        h.Waits(21);
        Assert.That(h.Log.Select(l => l.Action), Has.Some.TypeOf<AbortTransportAction>());
        Assert.That(h.Log.Select(l => l.Action).OfType<CloseTransportAction>().Where(c => c.Connection == h.Connection), Is.Empty);
    }

    [Test]
    public void A_sequence_that_nobody_can_believe_makes_no_duplicates_of_what_follows()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        Assert.That(h.Frame("""{"t":"MESSAGE_CREATE","s":9000000000000000000,"op":0,"d":{}}"""), Is.EqualTo(new FrameResult(false, FrameNote.Malformed)));
        Assert.That(h.Frame("""{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{}}""").Deliver, Is.True);
    }

    [Test]
    public void A_stop_ends_every_state_and_says_so_last(
        [Values(ShardStateKind.Connecting, ShardStateKind.Identifying, ShardStateKind.Resuming, ShardStateKind.Ready)] ShardStateKind state,
        [Values] bool keepSession)
    {
        var h = MachineHarness.In(state);
        var had = h.Machine.CurrentSession is not null;
        h.Stops(keepSession);
        Assert.That(h.Later<CloseTransportAction>().Code, Is.EqualTo(keepSession ? 4000 : 1000));
        Assert.That(h.Next<TransitionedAction>().Transition.To, Is.EqualTo(ShardStateKind.Closed));
        h.Stops(!keepSession).NothingMore();
        h.Waits(2);
        h.Next<AbortTransportAction>();
        Assert.That(h.Next<StoppedAction>().End.Kind, Is.EqualTo(ShardEndKind.Stopped));
        Assert.That(h.Machine.CurrentSession is not null, Is.EqualTo(keepSession && had));

        // Nothing wakes it up again.
        h.SaysHello().GetsPermit().GetsToken().Closes(1000).WritesClose().Waits(3600).Do(m => m.OnReconnect(h.Now)).NothingMore();
        Assert.That(h.Machine.NextDeadline, Is.Null);
    }

    [Test]
    public void A_stop_while_dialling_or_waiting_ends_at_once([Values] bool dialling)
    {
        var h = new MachineHarness().Start();
        _ = dialling ? h : h.DialFails(new Ending(TransitionCause.DialFailed) { RetryAfter = TimeSpan.FromMinutes(1) });
        h.Forget().Stops(true);
        if (dialling)
        {
            h.Next<AbortTransportAction>();
        }

        h.Next<TransitionedAction>();
        h.Next<StoppedAction>();
        h.Do(m => m.OnOpened(1, h.Now)).NothingMore();
    }

    [Test]
    public void A_stop_while_the_old_connection_closes_waits_for_it()
    {
        var h = MachineHarness.In(ShardStateKind.Ready).Says("""{"op":7}""").Forget().Stops(true);
        h.Next<TransitionedAction>();
        h.NothingMore();
        h.WritesClose().Closes(4000);
        h.Next<AbortTransportAction>();
        h.Next<StoppedAction>();
    }

    [Test]
    public void RESUMED_that_may_be_there_and_not_be_read_is_not_missed()
    {
        var h = MachineHarness.In(ShardStateKind.Resuming);
        h.Machine.ReadingHeldBack = true;
        h.Waits(600);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Resuming));

        h.Machine.ReadingHeldBack = false;
        h.SaysResumed(2);
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
    }
}
