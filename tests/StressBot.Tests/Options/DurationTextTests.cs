using StressBot.Options;

namespace StressBot.Tests.Options;

public class DurationTextTests
{
    [TestCase("25s", 25)]
    [TestCase("1.5s", 1.5)]
    [TestCase("10m", 600)]
    [TestCase("2h", 7200)]
    [TestCase("30d", 2_592_000)]
    public void Durations_are_read(string text, double seconds)
    {
        Assert.Multiple(() =>
        {
            Assert.That(DurationText.TryParse(text, out var duration), Is.True);
            Assert.That(duration.TotalSeconds, Is.EqualTo(seconds));
        });
    }

    [TestCase("")]
    [TestCase("s")]
    [TestCase("30")]
    [TestCase("-5s")]
    [TestCase("1e3s")]
    [TestCase("0.5s")]
    [TestCase("31d")]
    [TestCase("99999999999999999999d")]
    [TestCase("10 m")]
    [TestCase("10M")]
    public void What_is_no_duration_is_refused(string text) =>
        Assert.That(DurationText.TryParse(text, out _), Is.False);

    [TestCase("90s", "90s")]
    [TestCase("600s", "10m")]
    [TestCase("120m", "2h")]
    [TestCase("1.5s", "1.5s")]
    public void They_are_written_as_they_are_read(string text, string written)
    {
        _ = DurationText.TryParse(text, out var duration);

        Assert.That(DurationText.Format(duration), Is.EqualTo(written));
    }
}
