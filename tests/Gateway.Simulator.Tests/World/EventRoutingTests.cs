using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.World;

/// <summary>Every event, told to two shards with each intent alone: who gets it?</summary>
[TestFixture]
public sealed class EventRoutingTests : IDisposable
{
    private SimulatedWorld _world = null!;

    /// <summary>Session id to its shard and its one intent.</summary>
    private Dictionary<string, (int Shard, int Intents)> _sessions = null!;

    private ulong _guildOfShardOne;

    [OneTimeSetUp]
    public void Identify_a_session_for_each_intent_and_shard()
    {
        _world = new SimulatedWorld(new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero, GuildCount = 4, SuperviseHeartbeats = false });
        _sessions = (
            from shard in new[] { 0, 1 }
            from intents in EventIntents.Each
            select (Client: _world.Ready(shard, 2, intents), shard, intents)).ToDictionary(s => s.Client.SessionId, s => (s.shard, s.intents));
        _guildOfShardOne = _world.Server.GuildsOf(new ShardKey(1, 2))[0];
    }

    /// <summary>NUnit calls this at the end.</summary>
    public void Dispose() => _world.Dispose();

    public static IReadOnlyList<string> AllEvents => GatewayServer.EventNames;

    private static IEnumerable<string> GuildEvents => AllEvents.Except(EventIntents.OfFirstShard).Except(EventIntents.OfEveryShard);

    private static IEnumerable<string> DirectEvents => EventIntents.InDirectMessages.Values.SelectMany(EventIntents.Names).Append("INTERACTION_CREATE");

    [Test]
    public void There_are_79_events_and_63_of_them_need_an_intent()
    {
        Assert.That(AllEvents, Has.Count.EqualTo(79).And.Unique);
        Assert.That(AllEvents, Is.EquivalentTo(EventIntents.InGuilds.Values.SelectMany(EventIntents.Names).Distinct().Concat(EventIntents.Always)));
        Assert.That(AllEvents, Is.EquivalentTo(EventShapes.Events.Keys));
    }

    [TestCaseSource(nameof(GuildEvents))]
    public void An_event_of_a_guild_goes_to_its_shard_where_the_intent_asks_for_it(string name)
    {
        var got = Got(name, DispatchTo.Guild(_guildOfShardOne));

        Assert.That(got, Is.EquivalentTo(_sessions.Values.Where(s => s.Shard == 1
            && (EventIntents.Always.Contains(name) || EventIntents.InGuilds.Brings(s.Intents, name)))));
    }

    [TestCaseSource(nameof(DirectEvents))]
    public void An_event_of_a_direct_message_goes_to_shard_0_where_the_intent_asks_for_it(string name)
    {
        var got = Got(name, DispatchTo.Direct());

        Assert.That(got, Is.EquivalentTo(_sessions.Values.Where(s => s.Shard == 0
            && (EventIntents.Always.Contains(name) || EventIntents.InDirectMessages.Brings(s.Intents, name)))));
    }

    [TestCaseSource(typeof(EventIntents), nameof(EventIntents.OfFirstShard))]
    public void An_event_of_the_application_goes_to_shard_0_whatever_the_intents(string name)
        => Assert.That(Got(name, DispatchTo.All), Is.EquivalentTo(_sessions.Values.Where(s => s.Shard == 0)));

    [TestCaseSource(typeof(EventIntents), nameof(EventIntents.OfEveryShard))]
    public void An_event_of_the_bot_itself_goes_to_every_shard(string name)
        => Assert.That(Got(name, DispatchTo.All), Is.EquivalentTo(_sessions.Values));

    [TestCaseSource(nameof(GuildEvents))]
    public void To_all_each_shard_hears_of_a_guild_of_its_own(string name)
    {
        var got = Got(name, DispatchTo.All);

        Assert.That(got, Is.EquivalentTo(_sessions.Values.Where(
            s => EventIntents.Always.Contains(name) || EventIntents.InGuilds.Brings(s.Intents, name))));
    }

    [Test]
    public void A_target_narrows_whom_an_event_reaches_but_not_what_it_needs()
    {
        var one = _sessions.First(s => s.Value == (1, 512)).Key;

        Assert.That(_world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Sessions(Target.Session(one))).Single().SessionId, Is.EqualTo(one));
        Assert.That(_world.Server.DispatchEvent("TYPING_START", DispatchTo.Sessions(Target.Session(one))), Is.Empty);
    }

    [Test]
    public void A_member_update_about_the_bot_needs_no_intent()
    {
        var body = $$$"""{"guild_id":"{{{_guildOfShardOne}}}","user":{"id":"900000000000000001"},"roles":[]}""";

        Assert.That(Got("GUILD_MEMBER_UPDATE", DispatchTo.Guild(_guildOfShardOne), body), Is.EquivalentTo(_sessions.Values.Where(s => s.Shard == 1)));
    }

    [TestCase("""{"added_members":[{"user_id":"5"}]}""", new[] { 2 })]
    [TestCase("""{"removed_member_ids":["5"]}""", new[] { 2 })]
    [TestCase("""{"removed_member_ids":["900000000000000001"]}""", new[] { 1, 2 })]
    public void Thread_members_come_with_guilds_only_when_the_bot_is_one_of_them(string body, int[] intents)
        => Assert.That(Got("THREAD_MEMBERS_UPDATE", DispatchTo.Guild(_guildOfShardOne), body).Select(s => s.Intents), Is.EquivalentTo(intents));

    [Test]
    public void An_unknown_event_with_a_body_needs_no_intent()
    {
        Assert.That(Got("SOMETHING_NEW", DispatchTo.All, "{}"), Has.Count.EqualTo(_sessions.Count));
        Assert.That(Got("SOMETHING_NEW", DispatchTo.Guild(_guildOfShardOne), "{}"), Is.EquivalentTo(_sessions.Values.Where(s => s.Shard == 1)));
        Assert.That(Got("SOMETHING_NEW", DispatchTo.Direct(), "{}"), Is.EquivalentTo(_sessions.Values.Where(s => s.Shard == 0)));
    }

    [Test]
    public void What_cannot_be_sent_is_refused_with_a_reason()
    {
        var server = _world.Server;
        Assert.That(() => server.DispatchEvent("NOBODY_KNOWS", DispatchTo.All), Throws.ArgumentException.With.Message.Contains("NOBODY_KNOWS"));
        Assert.That(() => server.DispatchEvent("", DispatchTo.All), Throws.ArgumentException);
        Assert.That(() => server.DispatchEvent("A\"B", DispatchTo.All, "{}"u8), Throws.ArgumentException.With.Message.Contains("A-Z"));
        Assert.That(() => server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(5)), Throws.ArgumentException.With.Message.Contains("guild is 5"));
        Assert.That(() => server.DispatchEvent("ENTITLEMENT_CREATE", DispatchTo.Guild(_guildOfShardOne)), Throws.ArgumentException);
        Assert.That(() => server.DispatchEvent("GUILD_BAN_ADD", DispatchTo.Direct()), Throws.ArgumentException);
    }

    private List<(int Shard, int Intents)> Got(string name, DispatchTo to, string body = "")
        => [.. _world.Server.DispatchEvent(name, to, System.Text.Encoding.UTF8.GetBytes(body)).Select(r => _sessions[r.SessionId])];
}
