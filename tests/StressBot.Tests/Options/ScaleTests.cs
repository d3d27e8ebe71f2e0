using StressBot.Options;

namespace StressBot.Tests.Options;

public class ScaleTests
{
    [TestCase(4, 16, 200)]
    [TestCase(10, 16, 200)]
    [TestCase(100, 34, 20)]
    [TestCase(1000, 334, 2)]
    [TestCase(10_000, 1024, 0.2)]
    public void Many_shards_come_up_in_seconds_and_get_no_more_than_a_machine_can_bear(int shards, int maxConcurrency, double rate)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Scale.MaxConcurrency(shards), Is.EqualTo(maxConcurrency));
            Assert.That(Scale.Rate(shards), Is.EqualTo(rate));
        });
    }
}
