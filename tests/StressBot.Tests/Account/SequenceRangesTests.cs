using StressBot.Account;

namespace StressBot.Tests.Account;

public class SequenceRangesTests
{
    [Test]
    public void What_follows_on_stays_one_range()
    {
        var ranges = new SequenceRanges();
        foreach (var s in Enumerable.Range(1, 10_000))
        {
            Assert.That(ranges.Add(s), Is.EqualTo(SequenceFit.Ahead));
        }

        Assert.That(ranges.All, Is.EqualTo(new[] { (1L, 10_000L) }));
    }

    [Test]
    public void It_agrees_with_a_set_whatever_comes([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var ranges = new SequenceRanges();
        var set = new HashSet<long>();
        for (var i = 0; i < 2000; i++)
        {
            long s = random.Next(1, 500);
            var expected = set.Contains(s) ? SequenceFit.Duplicate : s > set.DefaultIfEmpty(0).Max() ? SequenceFit.Ahead : SequenceFit.Late;
            Assert.That(ranges.Add(s), Is.EqualTo(expected), $"{s}");
            set.Add(s);
        }

        Assert.Multiple(() =>
        {
            Assert.That(ranges.Count, Is.EqualTo(set.Count));
            Assert.That(Enumerable.Range(0, 600).Where(s => ranges.Contains(s)), Is.EqualTo(set.Order()));
            Assert.That(ranges.Missing, Is.EqualTo(set.Max() - set.Min() + 1 - set.Count));
        });
    }
}
