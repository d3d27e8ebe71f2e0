using StressBot.Account;

namespace StressBot.Tests.Account;

/// <summary>The account of a process that was killed.</summary>
public class JournalTests
{
    private string _path = "";

    [SetUp]
    public void MakeFile() => _path = Path.GetTempFileName();

    [TearDown]
    public void RemoveFile() => File.Delete(_path);

    [Test]
    public void What_was_written_is_the_account_and_a_line_without_an_end_is_not()
    {
        using (var journal = new Journal(_path))
        {
            journal.Write(0, "first", 1, 10);
            journal.Write(1, "other", 1, 11);
            journal.Write(0, null, 2, 12);
            journal.Write(0, null, null, 0);
        }

        File.AppendAllText(_path, "0 3 13");
        var shards = Journal.Read(_path, 2).Shards;

        Assert.Multiple(() =>
        {
            Assert.That(shards[0].Sessions.Single().Id, Is.EqualTo("first"));
            Assert.That(shards[0].Sessions.Single().ToRanges().All, Is.EqualTo(new[] { (1L, 2L) }));
            Assert.That(shards[0].WithoutSequence, Is.EqualTo(1));
            Assert.That(shards[1].Sessions.Single().Id, Is.EqualTo("other"));
        });
    }

    [Test]
    public void What_the_next_process_is_given_again_is_told_from_what_comes_twice()
    {
        using var journal = new Journal(_path);
        for (var s = 1; s <= 10; s++)
        {
            journal.Write(0, s == 1 ? "session" : null, s, s);
        }

        var next = new ShardLedger(0, Journal.Read(_path, 1).Shards[0], journal);
        foreach (var s in (int[])[8, 9, 10, 11, 12, 12, 9])
        {
            next.Record(null, s, s);
        }

        var receipts = next.Snapshot().Sessions.Single();
        Assert.That((receipts.Again, receipts.Duplicates, receipts.OutOfOrder), Is.EqualTo((3, 2, 0)));
    }
}
