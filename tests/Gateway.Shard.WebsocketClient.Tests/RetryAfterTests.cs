namespace Gateway.Shard.WebsocketClient.Tests;

[TestFixture]
public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [TestCase("7", 7)]
    [TestCase(" 1.337 ", 1.337)]
    [TestCase("0", 0)]
    [TestCase("99999999999999999999", 86400)]
    [TestCase("Sat, 21 Nov 2026 12:00:30 GMT", 30)]
    [TestCase("Sat, 21 Nov 2026 11:00:00 GMT", 0)]
    [TestCase("Sun, 21 Nov 2027 12:00:00 GMT", 86400)]
    public void It_is_seconds_or_a_date(string value, double seconds) =>
        Assert.That(RetryAfter.Parse(value, Now), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-1")]
    [TestCase("soon")]
    [TestCase("NaN")]
    [TestCase("1e400")]
    public void Anything_else_says_nothing(string? value) => Assert.That(RetryAfter.Parse(value, Now), Is.Null);
}
