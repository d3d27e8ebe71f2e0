using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>Every state × every opcode, an unknown one and a malformed payload: the row of the opcode table is what happens.</summary>
internal sealed class OpcodeRuleTests
{
    private const int Unknown = 99;

    private static IEnumerable<TestCaseData> Rows =>
        from state in Enum.GetValues<ShardStateKind>()
        from opcode in OpcodeTable.Rows.Select(r => (int)r.Opcode).Append(Unknown)
        select new TestCaseData(state, opcode, OpcodeTable.RuleFor(state, opcode));

    [TestCaseSource(nameof(Rows))]
    public void The_row_of_the_table_is_what_happens(ShardStateKind state, int opcode, FrameRule rule)
    {
        var h = MachineHarness.In(state);
        var before = Snapshot.Of(h);

        var result = h.Frame(Payload(opcode));

        var after = Snapshot.Of(h);
        if (state == ShardStateKind.Closed)
        {
            Assert.That(result, Is.EqualTo(new FrameResult(false, FrameNote.Stale)));
            Assert.That(after, Is.EqualTo(before with { Counters = before.Counters with { StaleInputs = before.Counters.StaleInputs + 1 } }));
            h.NothingMore();
            return;
        }

        switch (rule)
        {
            case FrameRule.Ignore:
                Assert.That(result.Note, Is.EqualTo(opcode == Unknown ? FrameNote.UnknownOpcode : FrameNote.Ignored));
                Assert.That(after, Is.EqualTo(before with { Counters = before.Counters with { IgnoredFrames = 1 } }));
                h.NothingMore();
                break;
            case FrameRule.Skip:
                Assert.That(result, Is.EqualTo(new FrameResult(false, FrameNote.Skipped)));
                Assert.That(after, Is.EqualTo(before with { Counters = before.Counters with { SkippedFrames = 1 } }));
                h.NothingMore();
                break;
            case FrameRule.Reconnect:
                Assert.That(h.Later<CloseTransportAction>().Code, Is.EqualTo(4000));
                Assert.That(h.Next<TransitionedAction>().Transition.Cause, Is.EqualTo(TransitionCause.UnexpectedOpcode));
                Assert.That(after.Session, Is.EqualTo(before.Session), "it resumes");
                Assert.That(after.Counters, Is.EqualTo(before.Counters));
                break;
            default:
                Acts(h, (GatewayOpcode)opcode, before, after);
                break;
        }
    }

    [Test]
    public void A_malformed_payload_is_counted_and_nothing_else(
        [Values] ShardStateKind state, [Values("garbage", "", "[]", "{}", """{"op":"x"}""", """{"op":7,"d":}""")] string payload)
    {
        var h = MachineHarness.In(state);
        var before = Snapshot.Of(h);

        var result = h.Frame(payload);

        h.NothingMore();
        var closed = state == ShardStateKind.Closed;
        Assert.That(result, Is.EqualTo(new FrameResult(false, closed ? FrameNote.Stale : FrameNote.Malformed)));
        var counters = closed
            ? before.Counters with { StaleInputs = before.Counters.StaleInputs + 1 }
            : before.Counters with { MalformedFrames = 1 };
        Assert.That(Snapshot.Of(h), Is.EqualTo(before with { Counters = counters }));
    }

    [Test]
    public void Five_nonsense_payloads_in_a_row_redial_and_resume(
        [Values(ShardStateKind.Connecting, ShardStateKind.Resuming, ShardStateKind.Ready)] ShardStateKind state,
        [Values("garbage", """{"op":2}""")] string payload)
    {
        var h = state == ShardStateKind.Connecting ? MachineHarness.AwaitingHelloWithSession() : MachineHarness.In(state);
        for (var i = 0; i < 4; i++)
        {
            h.Says(payload).NothingMore();
        }

        h.Says(payload);

        Assert.That(h.Next<CloseTransportAction>().Code, Is.EqualTo(4000));
        var transition = h.Next<TransitionedAction>().Transition;
        Assert.That(transition.Cause, Is.EqualTo(TransitionCause.MalformedFrames));
        Assert.That(transition.WillResume);
    }

    [Test]
    public void An_unknown_opcode_is_noted_once_and_only_a_few_of_them_are()
    {
        var h = MachineHarness.In(ShardStateKind.Ready);
        Assert.That(h.Frame("""{"op":99}""").Note, Is.EqualTo(FrameNote.UnknownOpcode));
        Assert.That(h.Frame("""{"op":99}""").Note, Is.EqualTo(FrameNote.Ignored));

        var noted = Enumerable.Range(1000, 1000).Count(op => h.Frame($$"""{"op":{{op}}}""").Note == FrameNote.UnknownOpcode);
        Assert.That(noted, Is.EqualTo(63));
        Assert.That(h.Counters.IgnoredFrames, Is.EqualTo(1002));
        Assert.That(h.State, Is.EqualTo(ShardStateKind.Ready));
    }

    [Test]
    public void A_frame_of_an_older_connection_is_dropped_and_counted([Values] ShardStateKind state)
    {
        var h = MachineHarness.In(state);
        var before = Snapshot.Of(h);

        Assert.That(h.Frame("""{"op":7}""", h.Connection - 1).Note, Is.EqualTo(FrameNote.Stale));

        h.NothingMore();
        Assert.That(
            Snapshot.Of(h),
            Is.EqualTo(before with { Counters = before.Counters with { StaleInputs = before.Counters.StaleInputs + 1 } }));
    }

    [Test]
    public void Every_other_input_of_an_older_connection_is_dropped_and_counted([Values] ShardStateKind state)
    {
        var h = MachineHarness.In(state);
        var before = Snapshot.Of(h);
        var old = h.Connection - 1;

        h.Do(m => m.OnOpened(old, h.Now))
            .Do(m => m.OnDialFailed(old, new Ending(TransitionCause.DialFailed), h.Now))
            .Do(m => m.OnClosed(old, 4004, null, h.Now))
            .Do(m => m.OnLost(old, new Ending(TransitionCause.ConnectionLost), h.Now))
            .Do(m => m.OnIdentifyPermit(old, h.Now))
            .Do(m => m.OnIdentifyPermitFailed(old, null, h.Now))
            .Do(m => m.OnToken(old, "token", h.Now))
            .Do(m => m.OnTokenFailed(old, null, h.Now))
            .Do(m => m.OnCloseSent(old, h.Now));

        h.NothingMore();
        Assert.That(
            Snapshot.Of(h),
            Is.EqualTo(before with { Counters = before.Counters with { StaleInputs = before.Counters.StaleInputs + 8 } }));
    }

    // What acting means, in each state that acts.
    private static void Acts(MachineHarness h, GatewayOpcode opcode, Snapshot before, Snapshot after)
    {
        switch (opcode)
        {
            case GatewayOpcode.Dispatch when before.State == ShardStateKind.Identifying:
                Assert.That(after with { Counters = default }, Is.EqualTo(before with { Counters = default }));
                Assert.That(after.Counters, Is.EqualTo(before.Counters with { SkippedFrames = 1 }));
                h.NothingMore();
                break;
            case GatewayOpcode.Dispatch:
                Assert.That(after.Session!.Sequence, Is.EqualTo(2));
                Assert.That(after.State, Is.EqualTo(before.State));
                Assert.That(after.Counters, Is.EqualTo(before.Counters));
                h.NothingMore();
                break;
            case GatewayOpcode.Heartbeat:
                h.Next<HeartbeatAction>();
                Assert.That(h.Machine.HeartbeatLateness, Is.Null);
                h.NothingMore();
                Assert.That(
                    after.Counters,
                    Is.EqualTo(before.Counters with { HeartbeatRequests = 1, HeartbeatsSent = before.Counters.HeartbeatsSent + 1 }));
                break;
            case GatewayOpcode.HeartbeatAck:
                Assert.That(after, Is.EqualTo(before));
                h.NothingMore();
                break;
            case GatewayOpcode.Hello:
                Assert.That(h.Next<TransitionedAction>().Transition.To, Is.EqualTo(ShardStateKind.Identifying));
                Assert.That(h.Next<AcquireIdentifyPermitAction>().Connection, Is.EqualTo(h.Connection));
                Assert.That(after.Counters, Is.EqualTo(before.Counters));
                break;
            default:
                Assert.That(h.Later<CloseTransportAction>().Code, Is.EqualTo(4000));
                Assert.That(
                    h.Next<TransitionedAction>().Transition.Cause,
                    Is.EqualTo(opcode == GatewayOpcode.Reconnect
                        ? TransitionCause.ReconnectRequested
                        : TransitionCause.SessionInvalidated));
                Assert.That(after.Session, Is.EqualTo(opcode == GatewayOpcode.Reconnect ? before.Session : null));
                Assert.That(after.Counters, Is.EqualTo(before.Counters));
                break;
        }
    }

    private static string Payload(int opcode) => (GatewayOpcode)opcode switch
    {
        GatewayOpcode.Dispatch => """{"t":"MESSAGE_CREATE","s":2,"op":0,"d":{}}""",
        GatewayOpcode.Hello => """{"op":10,"d":{"heartbeat_interval":41250}}""",
        GatewayOpcode.InvalidSession => """{"op":9,"d":false}""",
        _ => $$"""{"op":{{opcode}},"d":null}""",
    };

    private sealed record Snapshot(
        ShardStateKind State, TimeSpan? Deadline, SessionSnapshot? Session, int Connection, MachineCounters Counters)
    {
        public static Snapshot Of(MachineHarness h) =>
            new(h.State, h.Machine.NextDeadline, h.Machine.CurrentSession, h.Connection, h.Counters);
    }
}
