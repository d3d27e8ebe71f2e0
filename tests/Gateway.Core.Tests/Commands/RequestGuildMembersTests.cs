using Gateway.Core.Commands;

namespace Gateway.Core.Tests.Commands;

[TestFixture]
public sealed class RequestGuildMembersTests
{
    private const ulong Guild = 800000000000000010;

    [Test]
    public void All_asks_for_everybody()
    {
        var command = RequestGuildMembers.All(Guild, nonce: "req-1");
        Assert.That(command.Text(), Is.EqualTo("""{"op":8,"d":{"guild_id":"800000000000000010","query":"","limit":0,"nonce":"req-1"}}"""));
        Assert.That(command.IsFullList);
    }

    [Test]
    public void Query_is_written_with_its_limit()
    {
        var command = RequestGuildMembers.ByQuery(Guild, "ab\"c", 10, presences: true);
        Assert.That(
            command.Text(), Is.EqualTo("""{"op":8,"d":{"guild_id":"800000000000000010","query":"ab\"c","limit":10,"presences":true}}"""));
        Assert.That(command.IsFullList, Is.False);
    }

    [Test]
    public void Ids_are_written_without_a_query() => Assert.That(
        RequestGuildMembers.ByUserIds(Guild, [1, ulong.MaxValue]).Text(),
        Is.EqualTo("""{"op":8,"d":{"guild_id":"800000000000000010","user_ids":["1","18446744073709551615"]}}"""));

    [TestCase("a", 1)]
    [TestCase("a", 99)]
    [TestCase("a", 100)]
    [TestCase("", 0)]
    [TestCase("", 1)]
    [TestCase("", 100)]
    public void Limit_within_the_range_is_taken(string query, int limit) =>
        Assert.That(RequestGuildMembers.ByQuery(Guild, query, limit).Data().GetProperty("limit").GetInt32(), Is.EqualTo(limit));

    [TestCase("a", 0)]
    [TestCase("a", -1)]
    [TestCase("a", 101)]
    [TestCase("", -1)]
    [TestCase("", 101)]
    [TestCase("", int.MaxValue)]
    public void Limit_outside_the_range_is_refused(string query, int limit) =>
        CommandText.AssertRefused(() => RequestGuildMembers.ByQuery(Guild, query, limit), "limit", $"{limit}", "1 to 100");

    [TestCase(1)]
    [TestCase(99)]
    [TestCase(100)]
    public void Ids_up_to_the_limit_are_taken(int count) =>
        Assert.That(RequestGuildMembers.ByUserIds(Guild, Ids(count)).Data().GetProperty("user_ids").GetArrayLength(), Is.EqualTo(count));

    [TestCase(0)]
    [TestCase(101)]
    [TestCase(10_000)]
    public void Ids_outside_the_limit_are_refused(int count) =>
        CommandText.AssertRefused(() => RequestGuildMembers.ByUserIds(Guild, Ids(count)), "userIds", $"{count} ids", "1 to 100");

    [TestCase("1")]
    [TestCase("1234567890123456789012345678901")]
    [TestCase("12345678901234567890123456789012")]
    [TestCase("éééééééééééééééé")]
    [TestCase("😀😀😀😀😀😀😀😀")]
    public void Nonce_up_to_the_limit_is_taken(string nonce)
    {
        var command = RequestGuildMembers.All(Guild, nonce: nonce);
        Assert.That(command.Data().GetProperty("nonce").GetString(), Is.EqualTo(nonce));
        Assert.That(command.Nonce, Is.EqualTo(nonce));
    }

    [TestCase("")]
    [TestCase("123456789012345678901234567890123")]
    [TestCase("ééééééééééééééééé")]
    [TestCase("😀😀😀😀😀😀😀😀1")]
    public void Nonce_that_Discord_would_drop_is_refused(string nonce) =>
        CommandText.AssertRefused(() => RequestGuildMembers.All(Guild, nonce: nonce), "nonce");

    [Test]
    public void Text_with_a_lone_surrogate_is_refused()
    {
        CommandText.AssertRefused(() => RequestGuildMembers.All(Guild, nonce: "a\ud83d"), "nonce", "surrogate at 1");
        CommandText.AssertRefused(() => RequestGuildMembers.ByQuery(Guild, "\udc00a", 1), "query", "surrogate at 0");
    }

    [Test]
    public void All_faults_are_told_at_once() => CommandText.AssertRefused(
        () => RequestGuildMembers.ByQuery(0, null!, 101, nonce: ""), "query", "query: null", "limit: 101", "guildId: 0", "nonce: 0 bytes");

    [Test]
    public void Ids_of_zero_and_no_ids_are_refused()
    {
        CommandText.AssertRefused(() => RequestGuildMembers.ByUserIds(Guild, [1, 0]), "userIds", "0 at 1");
        Assert.That(() => RequestGuildMembers.ByUserIds(Guild, null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Query_too_long_for_a_message_is_refused() =>
        CommandText.AssertRefused(() => RequestGuildMembers.ByQuery(Guild, new string('q', 4096), 1), "query", "4096");

    [Test]
    public void Ids_are_copied()
    {
        var ids = new ulong[] { 1, 2 };
        var command = RequestGuildMembers.ByUserIds(Guild, ids);
        ids[0] = 9;
        Assert.That(command.UserIds, Is.EqualTo(new ulong[] { 1, 2 }));
    }

    [Test]
    public void Random_requests_within_the_limits_always_fit()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 1000; i++)
        {
            var ids = Enumerable.Range(0, random.Next(1, 101)).Select(_ => (ulong)random.NextInt64(1, long.MaxValue)).ToArray();
            var command = RequestGuildMembers.ByUserIds(Guild, ids, random.Next(2) == 0, new string('é', random.Next(1, 17)));
            Assert.That(command.Encode().Length, Is.LessThanOrEqualTo(GatewayCommand.MaxPayloadBytes));
            Assert.That(command.Data().GetProperty("user_ids").EnumerateArray().Select(id => ulong.Parse(id.GetString()!, null)), Is.EqualTo(ids));
        }
    }

    private static IEnumerable<ulong> Ids(int count) => Enumerable.Range(0, count).Select(i => ulong.MaxValue - (ulong)i);
}
