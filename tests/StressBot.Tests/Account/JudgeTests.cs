using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using StressBot.Account;
using static StressBot.Tests.Account.Books;

namespace StressBot.Tests.Account;

public class JudgeTests
{
    [Test]
    public void Everything_delivered_once_and_in_order_passes()
    {
        var verdict = new Books().Sent("a", 50).Ready("a").Given("a", From(2, 50)).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Passed, Is.True, string.Join("; ", verdict.Violations));
            Assert.That(verdict.Total, Is.EqualTo(new ShardVerdict { Shard = -1, Sent = 50, Received = 50, Sessions = 1 }));
        });
    }

    [Test]
    public void An_event_below_the_cursor_that_never_came_is_lost()
    {
        var verdict = new Books().Sent("a", 50).Ready("a").Given("a", From(2, 20)).Given("a", From(22, 50)).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Total.Lost, Is.EqualTo(1));
            Assert.That(verdict.Passed, Is.False);
            Assert.That(verdict.Violations, Has.One.Contains("s=21"));
        });
    }

    [Test]
    public void The_tail_of_a_session_that_lives_is_lost()
    {
        var verdict = new Books().Sent("a", 50).Ready("a").Given("a", From(2, 45)).Judge();

        Assert.That(verdict.Total.Lost, Is.EqualTo(5));
    }

    [Test]
    public void An_event_that_comes_twice_is_duplicated_and_counts_once_as_received()
    {
        var verdict = new Books().Sent("a", 50).Ready("a").Given("a", From(2, 50)).Given("a", 30, 31).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Total, Is.EqualTo(new ShardVerdict { Shard = -1, Sent = 50, Received = 50, Duplicated = 2, Sessions = 1 }));
            Assert.That(verdict.Passed, Is.False);
        });
    }

    [Test]
    public void An_event_that_comes_late_is_out_of_order_and_not_lost()
    {
        var verdict = new Books().Sent("a", 50).Ready("a").Given("a", From(2, 19)).Given("a", 21, 20).Given("a", From(22, 50)).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Total, Is.EqualTo(new ShardVerdict { Shard = -1, Sent = 50, Received = 50, OutOfOrder = 1, Sessions = 1 }));
            Assert.That(verdict.Passed, Is.False);
        });
    }

    [Test]
    public void What_was_sent_between_the_cut_and_the_end_on_purpose_ended_with_the_session()
    {
        var verdict = new Books()
            .Sent("a", 50, endsAfter: 50).Fault(FaultVerb.Reconnect, 40, "a").Fault(FaultVerb.Invalidate, 50, "a")
            .Sent("b", 10).Ready("a").Given("a", From(2, 41)).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Passed, Is.True, string.Join("; ", verdict.Violations));
            Assert.That(verdict.Total.EndedWithSession, Is.EqualTo(9));
            Assert.That(verdict.EndedWithSessionByCause, Is.EqualTo(new Dictionary<string, long> { ["Invalidate"] = 9 }));
        });
    }

    [Test]
    public void What_was_sent_before_the_cut_is_lost_although_the_session_ended_on_purpose()
    {
        var verdict = new Books()
            .Sent("a", 50, endsAfter: 50).Fault(FaultVerb.Invalidate, 50, "a")
            .Sent("b", 10).Ready("a").Given("a", From(2, 47)).Ready("b").Given("b", From(2, 10)).Judge();

        // Op 9 goes behind what was sent before it: all of that has to arrive.
        Assert.That(verdict.Total, Has.Property("Lost").EqualTo(2).And.Property("EndedWithSession").EqualTo(1));
    }

    [Test]
    public void A_reset_may_discard_what_was_on_its_way_but_not_more()
    {
        Verdict JudgeWith(int delivered) => new Books()
            .Sent("a", 60, endsAfter: 60, cause: SessionEndCause.ResumeWindowExpired)
            .Fault(FaultVerb.Reset, 40, "a").Fault(FaultVerb.Expire, 60, "a")
            .Sent("b", 10).Ready("a").Given("a", From(2, delivered)).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.Multiple(() =>
        {
            // One second in buffers is ten events here.
            Assert.That(JudgeWith(36).Total, Has.Property("Lost").EqualTo(0).And.Property("EndedWithSession").EqualTo(24));
            Assert.That(JudgeWith(20).Total, Has.Property("Lost").EqualTo(9).And.Property("EndedWithSession").EqualTo(31));
        });
    }

    [Test]
    public void A_resume_after_the_cut_brings_everything_before_it()
    {
        var verdict = new Books()
            .Sent("a", 50, resumedAt: 45, endsAfter: 50).Fault(FaultVerb.Reset, 30, "a").Fault(FaultVerb.Invalidate, 50, "a")
            .Sent("b", 10).Ready("a").Given("a", From(2, 40)).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.That(verdict.Total.Lost, Is.EqualTo(5));
    }

    [Test]
    public void A_session_given_up_without_a_fault_is_lost()
    {
        var verdict = new Books().Sent("a", 50).Sent("b", 10).Ready("a").Given("a", From(2, 40)).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Total.Lost, Is.EqualTo(10));
            Assert.That(verdict.Violations, Has.One.Contains("a session was given up"));
        });
    }

    [Test]
    public void A_session_given_up_with_nothing_missing_fails_all_the_same()
    {
        var verdict = new Books().Sent("a", 50).Sent("b", 10).Ready("a").Given("a", From(2, 50)).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.That(verdict.Passed, Is.False);
    }

    [TestCase(SessionEndCause.ResumeWindowExpired, SessionEndedBy.Server)]
    [TestCase(SessionEndCause.ReplayOverflow, SessionEndedBy.Server)]
    [TestCase(SessionEndCause.ClientClose, SessionEndedBy.Client)]
    public void A_session_that_ended_because_the_client_stayed_away_is_lost(SessionEndCause cause, SessionEndedBy by)
    {
        var verdict = new Books()
            .Sent("a", 50, endsAfter: 50, cause: cause, by: by).Fault(FaultVerb.Reset, 30, "a")
            .Sent("b", 10).Ready("a").Given("a", From(2, 40)).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.That(verdict.Total.Lost, Is.EqualTo(10));
    }

    [Test]
    public void A_session_whose_READY_was_discarded_under_way_ended_with_the_fault()
    {
        var verdict = new Books()
            .Sent("a", 20).Fault(FaultVerb.Reset, 2, "a").Sent("b", 10).Ready("b").Given("b", From(2, 10)).Judge();

        Assert.Multiple(() =>
        {
            Assert.That(verdict.Passed, Is.True, string.Join("; ", verdict.Violations));
            Assert.That(verdict.EndedWithSessionByCause, Is.EqualTo(new Dictionary<string, long> { ["READY lost to Reset"] = 20 }));
        });
    }

    [Test]
    public void A_body_under_the_sequence_of_another_is_found_out()
    {
        var verdict = new Books().Sent("a", 10).Ready("a").Given("a", From(2, 9)).GivenWithSerial(10, 4711).Judge();

        Assert.That(verdict.Violations, Has.One.Contains("under another one's sequence"));
    }

    [Test]
    public void An_event_that_was_never_sent_is_found_out()
    {
        var verdict = new Books().Sent("a", 10).Ready("a").Given("a", From(2, 11)).Judge();

        Assert.That(verdict.Violations, Has.One.Contains("the server never sent"));
    }

    [Test]
    public void Without_the_servers_account_a_gap_in_the_sequence_is_a_loss()
    {
        var ledger = new ShardLedger(0);
        ledger.Record("a", 1, 0);
        ledger.Record(null, 2, 0);
        ledger.Record(null, 5, 0);

        var verdict = Judge.RunAlone(new ClientAccount([ledger.Snapshot()]));

        Assert.That(verdict.Total, Is.EqualTo(new ShardVerdict { Shard = -1, Sent = 5, Received = 3, Lost = 2, Sessions = 1 }));
    }
}
