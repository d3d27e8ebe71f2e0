using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Core.Commands;

namespace Gateway.Core.Tests.Commands;

[TestFixture]
public sealed class UpdatePresenceTests
{
    private static readonly Uri Stream = new("https://www.twitch.tv/discord");

    [Test]
    public void Custom_status_is_written_as_Discord_documents_it() => Assert.That(
        new UpdatePresence(PresenceStatus.Idle, [new Activity("custom", ActivityType.Custom, "testing")]).Text(),
        Is.EqualTo("""{"op":3,"d":{"since":null,"activities":[{"name":"custom","type":4,"state":"testing"}],"status":"idle","afk":false}}"""));

    [Test]
    public void Nothing_given_is_online_without_activities() => Assert.That(
        new UpdatePresence().Text(), Is.EqualTo("""{"op":3,"d":{"since":null,"activities":[],"status":"online","afk":false}}"""));

    [TestCase(PresenceStatus.Online, "online")]
    [TestCase(PresenceStatus.DoNotDisturb, "dnd")]
    [TestCase(PresenceStatus.Idle, "idle")]
    [TestCase(PresenceStatus.Invisible, "invisible")]
    [TestCase(PresenceStatus.Offline, "offline")]
    public void Status_has_its_wire_name(PresenceStatus status, string name) =>
        Assert.That(new UpdatePresence(status).Data().GetProperty("status").GetString(), Is.EqualTo(name));

    [Test]
    public void Since_is_unix_milliseconds_whatever_the_offset()
    {
        var since = new DateTimeOffset(2016, 4, 30, 13, 18, 25, 796, TimeSpan.FromHours(2));
        Assert.That(new UpdatePresence(since: since, afk: true).Data().GetProperty("since").GetInt64(), Is.EqualTo(1462015105796));
    }

    [Test]
    public void Url_is_written_for_streaming_and_is_never_null()
    {
        var streaming = new UpdatePresence(activities: [new Activity("live", ActivityType.Streaming, url: Stream)]);
        Assert.That(streaming.Data().GetProperty("activities")[0].GetProperty("url").GetString(), Is.EqualTo("https://www.twitch.tv/discord"));
        foreach (var type in Enum.GetValues<ActivityType>())
        {
            var activity = new UpdatePresence(activities: [new Activity("a", type)]).Data().GetProperty("activities")[0];
            Assert.That(activity.Keys(), Is.EqualTo("name type"));
            Assert.That(activity.GetProperty("type").GetInt32(), Is.EqualTo((int)type));
        }
    }

    [TestCase(1)]
    [TestCase(127)]
    [TestCase(128)]
    public void Text_up_to_the_limit_is_taken(int length) =>
        Assert.That(() => new Activity(new string('a', length), state: new string('b', length)), Throws.Nothing);

    [Test]
    public void Text_beyond_the_limit_is_refused_and_all_of_it_is_told() => Assert.That(
        () => new Activity(new string('a', 129), (ActivityType)6, new string('b', 129), Stream),
        Throws.ArgumentException.With.Property("ParamName").EqualTo("name")
            .And.Message.Contains("name: 'aaa").And.Message.Contains("129 characters").And.Message.Contains("1 to 128")
            .And.Message.Contains("type: 6").And.Message.Contains("state: 'bbb").And.Message.Contains("url: "));

    [Test]
    public void Name_is_required()
    {
        Assert.That(() => new Activity(""), Throws.ArgumentException);
        Assert.That(() => new Activity(null!), Throws.ArgumentException);
        Assert.That(() => new Activity("\ud83d"), Throws.ArgumentException.With.Message.Contains("surrogate"));
    }

    [TestCase("ftp://host/x")]
    [TestCase("relative")]
    public void Url_has_to_be_a_web_address(string url) => Assert.That(
        () => new Activity("a", ActivityType.Streaming, url: new Uri(url, UriKind.RelativeOrAbsolute)),
        Throws.ArgumentException.With.Property("ParamName").EqualTo("url"));

    [Test]
    public void Values_that_cannot_be_sent_are_refused()
    {
        CommandText.AssertRefused(() => new UpdatePresence((PresenceStatus)9), "status", "9");
        CommandText.AssertRefused(() => new UpdatePresence(activities: [null!]), "activities", "null at 0");
        CommandText.AssertRefused(() => new UpdatePresence(since: DateTimeOffset.UnixEpoch.AddTicks(-1)), "since", "1970");
        Assert.That(new UpdatePresence(since: DateTimeOffset.UnixEpoch).Data().GetProperty("since").GetInt64(), Is.Zero);
    }

    [Test]
    public void Activities_are_copied()
    {
        var activities = new List<Activity> { new("one") };
        var command = new UpdatePresence(activities: activities);
        activities.Add(new Activity("two"));
        Assert.That(command.Activities, Has.Count.EqualTo(1));
    }

    [Test]
    public void Payload_of_exactly_the_limit_is_taken_and_one_byte_more_is_not()
    {
        // As many activities as fit, and the last one as long as there is room.
        var one = new UpdatePresence(activities: [new Activity("a")]).Encode().Length;
        var each = new UpdatePresence(activities: [new Activity("a"), new Activity(new string('a', 100))]).Encode().Length - one;
        var room = (GatewayCommand.MaxPayloadBytes - one) % each;
        var activities = Enumerable.Repeat(new Activity(new string('a', 100)), (GatewayCommand.MaxPayloadBytes - one) / each);
        Assert.That(room, Is.LessThan(Activity.MaxTextLength));

        var full = new UpdatePresence(activities: [.. activities, new Activity(new string('a', 1 + room))]);
        Assert.That(full.Encode().Length, Is.EqualTo(4096));
        CommandText.AssertRefused(
            () => new UpdatePresence(activities: [.. activities, new Activity(new string('a', 2 + room))]), "activities", "4097", "4096");
    }

    [Test]
    public void Letters_beyond_ascii_are_not_blown_up() =>
        Assert.That(new UpdatePresence(activities: [new Activity("größe <&> 日本")]).Text(), Does.Contain("größe <&> 日本"));

    [Test]
    public void Data_can_stand_inside_of_identify()
    {
        var presence = new UpdatePresence(PresenceStatus.DoNotDisturb);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("presence");
            presence.WriteData(writer);
            writer.WriteEndObject();
        }

        Assert.That(
            Encoding.UTF8.GetString(buffer.WrittenSpan),
            Is.EqualTo("""{"presence":{"since":null,"activities":[],"status":"dnd","afk":false}}"""));
        Assert.That(() => presence.WriteData(null!), Throws.ArgumentNullException);
    }
}
