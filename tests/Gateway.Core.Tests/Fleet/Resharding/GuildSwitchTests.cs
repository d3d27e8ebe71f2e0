using System.Buffers;
using System.Text;
using Gateway.Core.Delivery;
using Gateway.Core.Driver;
using Gateway.Core.Fleet.Resharding;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Fleet.Resharding;

/// <summary>One old shard, one new one, a window of 10 s; whole fleets under traffic are in Gateway.Fleet.Tests.</summary>
internal sealed class GuildSwitchTests
{
    private const string Message = """{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"guild_id":"1"}}""";

    private readonly ShardEvidence _silent = new(IsRunning: true, "new", CaughtUpTo: null);
    private TimeSpan _now = TimeSpan.FromSeconds(100);
    private TimeSpan _beganAt;
    private GuildSwitch _guilds = null!;

    [SetUp]
    public void BothShardsAreReady()
    {
        _now = _beganAt = TimeSpan.FromSeconds(100);
        _guilds = new GuildSwitch(1, 1, new SwitchTimes(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)), waitsForGuilds: true, () => _now);
        New(Ready("new"));
        New("""{"t":"GUILD_CREATE","s":2,"op":0,"d":{"id":"1"}}""");
    }

    [Test]
    public void The_new_shard_is_not_listened_to_before_it_has_what_was_sent_before_the_marks()
    {
        _guilds.Begin([1]);
        Assert.That((Old(Message), New(Message)), Is.EqualTo((Sifted.Mark, Sifted.Drop)));

        Pass(2.1, newCaughtUpTo: 1.9);
        Assert.That(New(Message), Is.EqualTo(Sifted.Drop), "sent while Discord may have been behind with it");
        Assert.That(_guilds.AsksNew(0), Is.True);

        Pass(0.1, newCaughtUpTo: 2.1);
        Assert.That((Old(Message), New(Message)), Is.EqualTo((Sifted.Mark, Sifted.Mark)));
        Assert.That(_guilds.AsksNew(0), Is.False);
    }

    [Test]
    public void The_old_shard_delivers_until_it_has_what_was_sent_before_the_new_one_was_listened_to()
    {
        _guilds.Begin([1]);
        Pass(5, newCaughtUpTo: 2);
        Pass(10, oldCaughtUpTo: 4.9);
        Assert.That((Old(Message), _guilds.AsksOld(0)), Is.EqualTo((Sifted.Mark, true)));

        Pass(0.1, oldCaughtUpTo: 5);
        Assert.That((Old(Message), New(Message)), Is.EqualTo((Sifted.Drop, Sifted.Mark)));
        Pass(2.1, newCaughtUpTo: 15.2);
        Assert.That((Old(Message), New(Message), _guilds.IsOver), Is.EqualTo((Sifted.Drop, Sifted.Deliver, true)));
    }

    [Test]
    public void A_guild_that_comes_late_has_the_same_window()
    {
        _guilds.Begin([1, 2]);
        const string Late = """{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"guild_id":"2"}}""";
        Pass(5, newCaughtUpTo: 2);
        Assert.That((Old(Late), New(Late)), Is.EqualTo((Sifted.Deliver, Sifted.Drop)));

        Assert.That(New("""{"t":"GUILD_CREATE","s":8,"op":0,"d":{"id":"2"}}"""), Is.EqualTo(Sifted.Mark));
        Pass(3, newCaughtUpTo: 6.9);
        Assert.That((Old(Late), New(Late)), Is.EqualTo((Sifted.Mark, Sifted.Drop)));
        Pass(0.1, newCaughtUpTo: 7);
        Assert.That((Old(Late), New(Late)), Is.EqualTo((Sifted.Mark, Sifted.Mark)));
    }

    [Test]
    public void A_new_session_whose_ready_is_still_being_read_ends_nothing()
    {
        _guilds.Begin([1]);
        Pass(3, newCaughtUpTo: 2);
        Pass(10, oldCaughtUpTo: 9, session: "another");
        Assert.That(Old(Message), Is.EqualTo(Sifted.Mark), "what the session before has missed comes from nowhere else");

        New(Ready("another"));
        Pass(0.1, session: "another");
        Assert.That(Old(Message), Is.EqualTo(Sifted.Mark), "now it is known what was missed");
    }

    [Test]
    public void Where_the_old_shard_has_ended_the_new_one_is_listened_to_at_once()
    {
        _guilds.Begin([1]);
        _guilds.Sweep([new ShardEvidence(IsRunning: false, null, null)], [_silent]);
        Assert.That(New(Message), Is.EqualTo(Sifted.Mark));
    }

    private static string Ready(string session) =>
        $$$"""{"t":"READY","s":1,"op":0,"d":{"session_id":"{{{session}}}","guilds":[{"id":"1","unavailable":true}]}}""";

    // Seconds since the windows began.
    private void Pass(double seconds, double? newCaughtUpTo = null, double? oldCaughtUpTo = null, string session = "new")
    {
        _now += TimeSpan.FromSeconds(seconds);
        _guilds.Sweep(
            [new ShardEvidence(IsRunning: true, "old", At(oldCaughtUpTo))], [new ShardEvidence(IsRunning: true, session, At(newCaughtUpTo))]);
    }

    private TimeSpan? At(double? seconds) => seconds is { } s ? _beganAt + TimeSpan.FromSeconds(s) : null;

    private Sifted Old(string payload) => _guilds.SiftOld(Receive(payload));

    private Sifted New(string payload) => _guilds.SiftNew(Receive(payload));

    private static Dispatch Receive(string payload)
    {
        var message = new PooledMessage();
        message.Write(Encoding.UTF8.GetBytes(payload));
        Assert.That(new JsonEnvelopeTrust().TryRead(message.WrittenSpan, out var envelope, out _), Is.EqualTo(EnvelopeStatus.Ok));
        return new Dispatch(new ShardId(0, 1), envelope, message);
    }
}
