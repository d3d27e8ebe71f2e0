using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Transport;

namespace Gateway.Core.Tests.Machine;

/// <summary>The one decision, rule by rule. Pure: nothing here has a machine.</summary>
internal sealed class RecoveryTests
{
    private static readonly RecoveryOptions Options = new();
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TransitionCause[] Harmless =
    [
        TransitionCause.ConnectionLost, TransitionCause.ReconnectRequested, TransitionCause.HeartbeatTimedOut,
        TransitionCause.SendFailed, TransitionCause.MessageTooLarge, TransitionCause.DecodeFailed,
        TransitionCause.MalformedFrames, TransitionCause.UnexpectedOpcode, TransitionCause.ReconnectByCaller,
        TransitionCause.ConsumerTooSlow,
    ];

    [Test]
    public void What_ends_a_Ready_connection_without_the_sessions_fault_resumes_at_once(
        [ValueSource(nameof(Harmless))] TransitionCause cause) =>
        Assert.That(
            Decide(AfterReady(new Ending(cause)), 0.99),
            Is.EqualTo(new RecoveryDecision(false, false, true, false, true, TimeSpan.Zero)));

    [Test]
    public void A_resumable_close_after_Ready_resumes_at_once([Values(null, 1006, 3000, 4000, 4002, 4999)] int? code) =>
        Assert.That(
            Decide(AfterReady(Close(code)), 0.99),
            Is.EqualTo(new RecoveryDecision(false, false, true, false, true, TimeSpan.Zero)));

    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    [TestCase(100, false)]
    public void After_two_failures_of_the_resume_url_the_base_url_is_dialled_with_the_same_session(int failures, bool resumeUrl)
    {
        var decision = Decide(DialFailed() with { ResumeUrlFailures = failures });
        Assert.That((decision.Resume, decision.UseResumeUrl), Is.EqualTo((true, resumeUrl)));
    }

    [TestCase(2, true)]
    [TestCase(3, false)]
    public void After_three_resumes_without_RESUMED_the_session_is_dropped(int resumes, bool resumesAgain) =>
        Assert.That(
            Decide(AfterReady(Close(4000)) with { ResumesWithoutResumed = resumes }).Resume, Is.EqualTo(resumesAgain));

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void After_ten_minutes_the_session_is_dropped(int ticks, bool resumes) =>
        Assert.That(
            Decide(DialFailed() with { SessionAge = TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(ticks) }).Resume,
            Is.EqualTo(resumes));

    [Test]
    public void Failed_dials_alone_never_drop_a_session() =>
        Assert.That(Decide(DialFailed() with { FailedAttempts = 1_000, ResumeUrlFailures = 1_000 }).Resume);

    [TestCase(true, false, true)]
    [TestCase(true, true, false)]
    [TestCase(false, false, false)]
    public void Op_9_true_resumes_once(bool resumable, bool spent, bool resumes)
    {
        var decision = Decide(AfterReady(InvalidSession(resumable)) with { ResumeOnceSpent = spent });
        Assert.That((decision.Resume, decision.ResumesOnce), Is.EqualTo((resumes, resumes)));
    }

    [TestCase(0, 1)]
    [TestCase(0.5, 3)]
    [TestCase(0.999999, 5)]
    public void Op_9_waits_one_to_five_seconds(double random, double seconds)
    {
        foreach (var resumable in new[] { false, true })
        {
            var delay = Decide(AfterReady(InvalidSession(resumable)), random).Delay;
            Assert.That(delay, Is.EqualTo(Second * seconds).Within(TimeSpan.FromMilliseconds(1)));
        }
    }

    [TestCase(0, 5)]
    [TestCase(0.5, 7.5)]
    [TestCase(0.999999, 10)]
    public void Close_4008_waits_five_to_ten_seconds(double random, double seconds) =>
        Assert.That(
            Decide(AfterReady(Close(4008)), random).Delay, Is.EqualTo(Second * seconds).Within(TimeSpan.FromMilliseconds(1)));

    [TestCase(1, 0.5, 0.5)]
    [TestCase(2, 0.5, 1)]
    [TestCase(6, 0.5, 16)]
    [TestCase(7, 0.5, 30)]
    [TestCase(1_000_000, 0.5, 30)]
    [TestCase(7, 0, 0)]
    public void The_dial_back_off_doubles_up_to_its_cap_with_full_jitter(int failed, double random, double seconds) =>
        Assert.That(Decide(DialFailed() with { FailedAttempts = failed }, random).Delay, Is.EqualTo(Second * seconds));

    [TestCase(0, 0.5, 0)]
    [TestCase(1, 0, 1)]
    [TestCase(1, 0.5, 1.5)]
    [TestCase(5, 0, 16)]
    [TestCase(11, 0, 600)]
    [TestCase(11, 0.5, 900)]
    public void The_identify_back_off_doubles_up_to_its_cap_with_equal_jitter(int level, double random, double seconds) =>
        Assert.That(
            Decide(AfterReady(Close(4009)) with { IdentifyLevel = level }, random).Delay, Is.EqualTo(Second * seconds));

    [Test]
    public void The_identify_back_off_does_not_concern_a_resume() =>
        Assert.That(Decide(AfterReady(Close(4000)) with { IdentifyLevel = 11 }, 0.99).Delay, Is.EqualTo(TimeSpan.Zero));

    [TestCase(0.2, 0.5)]
    [TestCase(30, 30)]
    [TestCase(900, 900)]
    [TestCase(31_536_000, 900)]
    [TestCase(-5, 0.5)]
    public void Retry_After_is_honoured_up_to_a_cap(double seconds, double delay)
    {
        var ending = new Ending(TransitionCause.DialFailed)
        {
            DialPhase = DialPhase.Upgrade,
            HttpStatus = 429,
            RetryAfter = Second * seconds,
        };
        var decision = Decide(DialFailed(ending));
        Assert.That((decision.Resume, decision.Delay), Is.EqualTo((true, Second * delay)));
    }

    [TestCase(DialPhase.GatewayInfo, 401, true)]
    [TestCase(DialPhase.GatewayInfo, 403, false)]
    [TestCase(DialPhase.GatewayInfo, 500, false)]
    [TestCase(DialPhase.GatewayInfo, null, false)]
    [TestCase(DialPhase.Upgrade, 401, false)]
    public void A_token_that_gateway_info_refuses_is_fatal(DialPhase phase, int? status, bool fatal)
    {
        var ending = new Ending(TransitionCause.DialFailed) { DialPhase = phase, HttpStatus = status };
        var decision = Decide(DialFailed(ending));
        Assert.That((decision.Ends, decision.GaveUp), Is.EqualTo((fatal, false)));
    }

    [Test]
    public void A_policy_that_says_null_gives_up([Values] bool dial, [Values] bool identify)
    {
        var policy = new Fixed(dial ? null : TimeSpan.Zero, identify ? null : TimeSpan.Zero);
        var resume = Recovery.Decide(AfterReady(Close(4000)), Options, CloseCodeTable.Default, policy, () => 0);
        Assert.That((resume.Ends, resume.GaveUp), Is.EqualTo((dial, dial)), "a resume asks for the dial only");

        var fresh = Recovery.Decide(AfterReady(Close(4009)), Options, CloseCodeTable.Default, policy, () => 0);
        Assert.That((fresh.Ends, fresh.GaveUp), Is.EqualTo((dial || identify, dial || identify)));
    }

    [Test]
    public void The_longest_of_the_waits_counts()
    {
        var policy = new Fixed(Second * 2, Second * 7);
        Assert.That(
            Recovery.Decide(AfterReady(InvalidSession(false)), Options, CloseCodeTable.Default, policy, () => 0).Delay,
            Is.EqualTo(Second * 7));
        Assert.That(
            Recovery.Decide(AfterReady(InvalidSession(true)), Options, CloseCodeTable.Default, policy, () => 0.75).Delay,
            Is.EqualTo(Second * 4));
    }

    [Test]
    public void A_policy_that_answers_for_ever_waits_a_day()
    {
        var h = MachineHarness.In(
            ShardStateKind.Ready, o => o with { ReconnectPolicy = new Fixed(TimeSpan.MaxValue, TimeSpan.MinValue) });
        h.IsLost();
        Assert.That(h.Later<TransitionedAction>().Transition.RetryIn, Is.EqualTo(TimeSpan.FromDays(1)));
    }

    [Test]
    public void Without_a_session_there_is_nothing_to_resume([ValueSource(nameof(Harmless))] TransitionCause cause)
    {
        var decision = Decide(AfterReady(new Ending(cause)) with { HasSession = false });
        Assert.That((decision.Resume, decision.ResumesOnce, decision.UseResumeUrl), Is.EqualTo((false, false, false)));
    }

    [TestCase(1, false)]
    [TestCase(3, true)]
    public void The_default_policy_gives_up_after_as_many_failures_as_it_is_told(int failed, bool givesUp)
    {
        var policy = new ExponentialReconnectPolicy { MaxFailedAttempts = 3 };
        var decision = Recovery.Decide(
            DialFailed() with { FailedAttempts = failed }, Options, CloseCodeTable.Default, policy, () => 0);
        Assert.That(decision.GaveUp, Is.EqualTo(givesUp));
    }

    [Test]
    public void The_same_input_gives_the_same_decision()
    {
        var input = AfterReady(InvalidSession(true)) with { FailedAttempts = 3, IdentifyLevel = 4 };
        Assert.That(Decide(input, 0.3), Is.EqualTo(Decide(input, 0.3)));
    }

    private static RecoveryDecision Decide(RecoveryInput input, double random = 0.5) =>
        Recovery.Decide(input, Options, CloseCodeTable.Default, new ExponentialReconnectPolicy(), () => random);

    private static RecoveryInput AfterReady(Ending ending) => new()
    {
        Ending = ending,
        HasSession = true,
    };

    private static RecoveryInput DialFailed(Ending? ending = null) => new()
    {
        Ending = ending ?? new Ending(TransitionCause.DialFailed),
        HasSession = true,
        FailedAttempts = 1,
    };

    private static Ending Close(int? code) => new(TransitionCause.RemoteClosed) { CloseCode = code };

    private static Ending InvalidSession(bool resumable) =>
        new(TransitionCause.SessionInvalidated) { SessionResumable = resumable };

    private sealed class Fixed(TimeSpan? dial, TimeSpan? identify) : IReconnectPolicy
    {
        public TimeSpan? GetDialDelay(in ReconnectContext context) => dial;

        public TimeSpan? GetIdentifyDelay(in ReconnectContext context) => identify;
    }
}
