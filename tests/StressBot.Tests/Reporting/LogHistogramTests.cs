using StressBot.Reporting;

namespace StressBot.Tests.Reporting;

public class LogHistogramTests
{
    [Test]
    public void Percentiles_are_right_within_five_percent()
    {
        var histogram = new LogHistogram();
        foreach (var ms in Enumerable.Range(1, 1000))
        {
            histogram.Add(ms / 1000.0);
        }

        Assert.Multiple(() =>
        {
            Assert.That(histogram.Percentile(0.5), Is.EqualTo(0.5).Within(5).Percent);
            Assert.That(histogram.Percentile(0.99), Is.EqualTo(0.99).Within(5).Percent);
        });
    }

    [Test]
    public void Nothing_measured_has_no_percentile() =>
        Assert.That(new LogHistogram().Percentile(0.5), Is.Null);

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1e9)]
    public void What_is_off_the_scale_goes_to_its_end(double seconds)
    {
        var histogram = new LogHistogram();
        histogram.Add(seconds);

        Assert.That(histogram.Percentile(0.99), Is.Not.Null);
    }
}
