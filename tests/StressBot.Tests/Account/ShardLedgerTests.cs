using StressBot.Account;

namespace StressBot.Tests.Account;

public class ShardLedgerTests
{
    [Test]
    public void A_ledger_that_is_handed_on_goes_on_where_the_first_ended()
    {
        var first = new ShardLedger(3);
        first.Record("a", 1, 10);
        first.Record(null, 2, 11);

        var second = new ShardLedger(3, first.Snapshot());
        second.Record(null, 3, 12);
        var whole = second.Snapshot();

        Assert.Multiple(() =>
        {
            Assert.That(second.Cursor, Is.EqualTo(("a", 3L)));
            Assert.That(second.Received, Is.EqualTo(3));
            Assert.That(whole.Sessions, Has.Count.EqualTo(1));
            Assert.That(whole.Sessions[0].Ranges, Is.EqualTo(new[] { new long[] { 1, 3 } }));
            Assert.That(whole.WithoutSession, Is.Zero);
        });
    }

    [Test]
    public void What_both_lives_were_given_is_a_duplicate()
    {
        var first = new ShardLedger(0);
        first.Record("a", 1, 10);
        first.Record(null, 2, 11);

        var second = new ShardLedger(0, first.Snapshot());
        second.Record(null, 2, 11);

        Assert.That(second.Snapshot().Sessions[0].Duplicates, Is.EqualTo(1));
    }

    [Test]
    public void What_came_between_the_lives_and_was_never_delivered_is_a_gap()
    {
        var first = new ShardLedger(0);
        first.Record("a", 1, 10);

        var second = new ShardLedger(0, first.Snapshot());
        second.Record(null, 3, 12);

        Assert.That(second.Snapshot().Sessions[0].ToRanges().Missing, Is.EqualTo(1));
    }
}
