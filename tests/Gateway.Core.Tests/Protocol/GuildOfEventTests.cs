using System.Text;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

internal sealed class GuildOfEventTests
{
    [TestCase("MESSAGE_CREATE", """{"id":"7","guild_id":"42","author":{"guild_id":"9"}}""", 42ul)]
    [TestCase("MESSAGE_CREATE", """{"author":{"guild_id":"9"},"guild_id":42}""", 42ul)]
    [TestCase("GUILD_CREATE", """{"channels":[{"id":"9"}],"id":"42"}""", 42ul)]
    [TestCase("GUILD_UPDATE", """{"id":"42"}""", 42ul)]
    [TestCase("GUILD_DELETE", """{"unavailable":true,"id":"42"}""", 42ul)]
    [TestCase("SOMETHING_NEW", """{"guild_id":"42"}""", 42ul)]
    [TestCase("MESSAGE_CREATE", """{"guild_id":"18446744073709551615"}""", ulong.MaxValue)]
    [TestCase("MESSAGE_CREATE", """{"guild_id":"42","rest":""", 42ul)]
    public void It_is_found_where_the_event_has_it(string name, string body, ulong id)
    {
        Assert.That(GuildOfEvent.TryRead(InfoOf(name), Encoding.UTF8.GetBytes(body), out var guild));
        Assert.That(guild.Id, Is.EqualTo(id));
    }

    [TestCase("MESSAGE_CREATE", """{"id":"7"}""")]
    [TestCase("MESSAGE_CREATE", """{"guild_id":null}""")]
    [TestCase("MESSAGE_CREATE", """{"guild_id":"x"}""")]
    [TestCase("MESSAGE_CREATE", """{"guild_id":-1}""")]
    [TestCase("MESSAGE_CREATE", """{"member":{"guild_id":"42"}}""")]
    [TestCase("MESSAGE_CREATE", "")]
    [TestCase("MESSAGE_CREATE", "[]")]
    [TestCase("MESSAGE_CREATE", """{"a":tru""")]
    [TestCase("GUILD_CREATE", """{"guild_id":"42"}""")]
    public void A_body_without_one_or_that_cannot_be_read_names_none(string name, string body) =>
        Assert.That(GuildOfEvent.TryRead(InfoOf(name), Encoding.UTF8.GetBytes(body), out _), Is.False);

    [TestCase("""{"id":"42","unavailable":true}""", true, true)]
    [TestCase("""{"unavailable":false,"id":"42"}""", false, true)]
    [TestCase("""{"id":"42","channels":[{"unavailable":true}]}""", false, false)]
    public void An_outage_is_told_from_a_coming_or_going(string body, bool isUnavailable, bool hasUnavailable)
    {
        foreach (var name in new[] { "GUILD_CREATE", "GUILD_DELETE" })
        {
            Assert.That(GuildOfEvent.TryRead(InfoOf(name), Encoding.UTF8.GetBytes(body), out var guild));
            Assert.That(guild, Is.EqualTo(new GuildMention(42, isUnavailable, hasUnavailable)));
        }
    }

    [TestCase("ENTITLEMENT_CREATE", EventHome.Elsewhere)]
    [TestCase("USER_UPDATE", EventHome.Elsewhere)]
    [TestCase("GUILD_MEMBERS_CHUNK", EventHome.Session)]
    [TestCase("RATE_LIMITED", EventHome.Session)]
    [TestCase("READY", EventHome.Connection)]
    [TestCase("RESUMED", EventHome.Connection)]
    [TestCase("MESSAGE_CREATE", EventHome.Guild)]
    [TestCase("SOMETHING_NEW", EventHome.Guild)]
    public void What_belongs_to_no_guild_is_known_by_name(string name, object home) =>
        Assert.That(GuildOfEvent.HomeOf(InfoOf(name)), Is.EqualTo(home));

    private static DispatchEventInfo? InfoOf(string name) => DispatchEventTable.TryFind(name, out var info) ? info : null;
}
