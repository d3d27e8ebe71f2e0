using StressBot.Resharding;

namespace StressBot.Tests.Resharding;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class NumberedLedgerTests
{
    private readonly NumberedLedger _ledger = new();

    [Test]
    public void What_never_came_is_lost()
    {
        Given(1, false);
        Given(3, false);

        Assert.That(_ledger.LostOf([[1, 4]]), Is.EqualTo(2));
    }

    [Test]
    public void The_second_delivery_needs_the_mark_and_the_first_does_not()
    {
        Given(1, false);
        Given(1, true, shardCount: 8);
        Given(2, true);
        Given(2, false, shardCount: 8);

        Assert.Multiple(() =>
        {
            Assert.That(_ledger.MarkedDuplicates, Is.EqualTo(1));
            Assert.That(_ledger.UnmarkedDuplicates, Is.EqualTo(1));
            Assert.That(_ledger.Received, Is.EqualTo(2));
            Assert.That(_ledger.OutOfOrder, Is.Zero, "two sets have no order between them");
        });
    }

    [Test]
    public void Within_a_guild_and_a_set_the_order_holds()
    {
        Given(2, false);
        Given(1, false);

        Assert.That(_ledger.OutOfOrder, Is.EqualTo(1));
    }

    private void Given(long number, bool isMarked, int shardCount = 4) => _ledger.Record(number, 7, shardCount, isMarked);
}
