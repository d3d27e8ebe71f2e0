namespace Gateway.Core.Tests;

[TestFixture]
public sealed class BotTokenTests
{
    private const string Value = "abc.def-ghi_1";

    [TestCase("abc.def-ghi_1")]
    [TestCase("Bot abc.def-ghi_1")]
    [TestCase("bot abc.def-ghi_1")]
    [TestCase("  Bot   abc.def-ghi_1 \r\n")]
    [TestCase("\tabc.def-ghi_1\n")]
    public async Task Prefix_and_surrounding_white_space_are_taken_off(string given)
    {
        Assert.That(await BotToken.FromString(given).GetAsync(default), Is.EqualTo(Value));
        Assert.That(await BotToken.FromSource(_ => new ValueTask<string>(given)).GetAsync(default), Is.EqualTo(Value));
        BotToken converted = given;
        Assert.That(await converted.GetAsync(default), Is.EqualTo(Value));
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("Bot ")]
    [TestCase("Bot  \n")]
    [TestCase("secret\nsecret")]
    [TestCase("secret secret")]
    [TestCase("secret\0secret")]
    [TestCase("Bot secret\u2028secret")]
    public void What_cannot_be_a_token_is_refused_without_quoting_it(string given)
    {
        Assert.That(() => BotToken.FromString(given), Throws.ArgumentException.With.Message.Not.Contain("secret"));
        Assert.That(
            async () => await BotToken.FromSource(_ => new ValueTask<string>(given)).GetAsync(default),
            Throws.ArgumentException.With.Message.Not.Contain("secret"));
    }

    [Test]
    public void Null_is_refused()
    {
        Assert.That(() => BotToken.FromString(null!), Throws.ArgumentNullException);
        Assert.That(() => BotToken.FromSource(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Text_of_a_token_is_a_mask()
    {
        Assert.That(BotToken.FromString(Value).ToString(), Is.EqualTo("***"));
        Assert.That($"{BotToken.FromSource(_ => new ValueTask<string>(Value))}", Is.EqualTo("***"));
    }

    [Test]
    public async Task Source_is_asked_each_time()
    {
        var asked = 0;
        var token = BotToken.FromSource(_ => new ValueTask<string>($"token{++asked}"));
        Assert.That(await token.GetAsync(default), Is.EqualTo("token1"));
        Assert.That(await token.GetAsync(default), Is.EqualTo("token2"));
    }
}
