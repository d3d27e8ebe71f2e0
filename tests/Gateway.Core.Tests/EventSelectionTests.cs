using Gateway.Core.Protocol;
using Name = Gateway.Core.Protocol.DispatchEventNames;

namespace Gateway.Core.Tests;

[TestFixture]
public sealed class EventSelectionTests
{
    [TestCase(Name.GuildCreate, GatewayIntents.Guilds)]
    [TestCase(Name.GuildMemberAdd, GatewayIntents.GuildMembers)]
    [TestCase(Name.GuildMemberUpdate, GatewayIntents.GuildMembers)]
    [TestCase(Name.GuildMemberRemove, GatewayIntents.GuildMembers)]
    [TestCase(Name.ThreadMembersUpdate, GatewayIntents.Guilds)]
    [TestCase(Name.PresenceUpdate, GatewayIntents.GuildPresences)]
    [TestCase(Name.MessageCreate, GatewayIntents.GuildMessages)]
    [TestCase(Name.AutoModerationActionExecution, GatewayIntents.AutoModerationExecution)]
    [TestCase(Name.MessagePollVoteAdd, GatewayIntents.GuildMessagePolls)]
    [TestCase(Name.GuildSoundboardSoundsUpdate, GatewayIntents.GuildExpressions)]
    [TestCase(Name.InteractionCreate, GatewayIntents.None)]
    public void Guild_event_asks_for_the_least(string name, GatewayIntents expected) =>
        Assert.That(Select([name], []).Intents, Is.EqualTo(expected));

    [TestCase(Name.MessageCreate, GatewayIntents.DirectMessages)]
    [TestCase(Name.ChannelPinsUpdate, GatewayIntents.DirectMessages)]
    [TestCase(Name.MessageReactionAdd, GatewayIntents.DirectMessageReactions)]
    [TestCase(Name.TypingStart, GatewayIntents.DirectMessageTyping)]
    [TestCase(Name.MessagePollVoteRemove, GatewayIntents.DirectMessagePolls)]
    [TestCase(Name.InteractionCreate, GatewayIntents.None)]
    public void Direct_message_event_asks_for_the_least(string name, GatewayIntents expected) =>
        Assert.That(Select([], [name]).Intents, Is.EqualTo(expected));

    [Test]
    public void Every_event_brings_an_intent_of_its_own_or_is_ungoverned()
    {
        foreach (var info in DispatchEventTable.All)
        {
            var selection = Select([info.Name], []);
            Assert.That((selection.Intents & info.GuildIntents) != 0, Is.EqualTo(!info.AlwaysSent), info.Name);
            Assert.That(selection.UngovernedEvents, Is.EqualTo(info.AlwaysSent ? [info] : Array.Empty<DispatchEventInfo>()));
            Assert.That(selection.Allows(info), info.Name);
        }
    }

    [Test]
    public void No_event_asks_for_a_privileged_intent_by_accident()
    {
        var privileged = DispatchEventTable.All.Where(info => Select([info.Name], []).PrivilegedIntents != 0).Select(info => info.Name);
        Assert.That(
            privileged,
            Is.EquivalentTo(new[] { Name.GuildMemberAdd, Name.GuildMemberRemove, Name.GuildMemberUpdate, Name.PresenceUpdate }));
    }

    [Test]
    public void Privileged_and_ungoverned_events_are_listed()
    {
        var selection = Select([Name.MessageCreate, Name.PresenceUpdate, Name.GuildMemberAdd, Name.UserUpdate], [Name.InteractionCreate]);
        Assert.That(selection.PrivilegedIntents, Is.EqualTo(GatewayIntents.GuildMembers | GatewayIntents.GuildPresences));
        Assert.That(selection.PrivilegedEvents.Select(info => info.Name), Is.EqualTo(new[] { Name.GuildMemberAdd, Name.PresenceUpdate }));
        Assert.That(selection.UngovernedEvents.Select(info => info.Name), Is.EqualTo(new[] { Name.InteractionCreate, Name.UserUpdate }));
    }

    [Test]
    public void Only_what_was_asked_for_passes_and_what_nothing_works_without()
    {
        var selection = Select([Name.MessageCreate], [Name.TypingStart]);
        var passing = DispatchEventTable.All.Where(info => selection.Allows(info)).Select(info => info.Name);
        Assert.That(passing, Is.EquivalentTo(new[] { Name.Ready, Name.Resumed, Name.MessageCreate, Name.TypingStart }));
        Assert.That(selection.Allows(null), Is.False);
    }

    [Test]
    public void Nothing_asked_for_is_legal()
    {
        var selection = EventSelection.TryCreate(null, null, new List<string>())!;
        Assert.That(selection.Intents, Is.EqualTo(GatewayIntents.None));
        Assert.That(DispatchEventTable.All.Count(info => selection.Allows(info)), Is.EqualTo(2));
    }

    [Test]
    public void Side_of_an_event_matters_only_when_the_intents_bring_both()
    {
        var info = Find(Name.MessageCreate);
        Assert.That(Select([Name.MessageCreate], []).NeedsGuildId(info), Is.False);
        Assert.That(Select([Name.MessageCreate], [Name.MessageCreate]).NeedsGuildId(info), Is.False);

        var mixed = Select([Name.MessageUpdate], [Name.MessageCreate]);
        Assert.That(mixed.NeedsGuildId(info));
        Assert.That(mixed.Allows(info, hasGuildId: true), Is.False);
        Assert.That(mixed.Allows(info, hasGuildId: false));
        Assert.That(mixed.NeedsGuildId(Find(Name.MessageUpdate)));
        Assert.That(mixed.Allows(Find(Name.MessageUpdate), hasGuildId: true));
        Assert.That(mixed.Allows(Find(Name.MessageUpdate), hasGuildId: false), Is.False);
    }

    [Test]
    public void Side_does_not_matter_for_what_is_always_sent([Values] bool hasGuildId)
    {
        var selection = Select([], [Name.InteractionCreate]);
        Assert.That(selection.Allows(Find(Name.InteractionCreate), hasGuildId));
        Assert.That(selection.Allows(Find(Name.Ready), hasGuildId));
        Assert.That(selection.Allows(Find(Name.UserUpdate), hasGuildId), Is.False);
        Assert.That(selection.Allows(null, hasGuildId), Is.False);
    }

    [Test]
    public void Additional_intents_are_added()
    {
        var selection = EventSelection.TryCreate([Name.MessageCreate], [], new List<string>(), GatewayIntents.MessageContent)!;
        Assert.That(selection.Intents, Is.EqualTo(GatewayIntents.GuildMessages | GatewayIntents.MessageContent));
        Assert.That(selection.PrivilegedIntents, Is.EqualTo(GatewayIntents.MessageContent));
        Assert.That(selection.PrivilegedEvents, Is.Empty);
    }

    [Test]
    public void Event_on_the_wrong_side_is_an_error_that_names_it()
    {
        var violations = Refused([], [Name.GuildCreate, Name.MessageDeleteBulk]);
        Assert.That(violations, Has.Count.EqualTo(2));
        Assert.That(violations[0], Does.Contain("DirectMessageEvents").And.Contain(Name.GuildCreate).And.Contain("GuildEvents"));
        Assert.That(violations[1], Does.Contain(Name.MessageDeleteBulk));
    }

    [TestCase("message_create", Name.MessageCreate)]
    [TestCase("MessageCreate", Name.MessageCreate)]
    [TestCase("MESSAGE_CRAETE", Name.MessageCreate)]
    [TestCase("GUILD_MEMBERS_ADD", Name.GuildMemberAdd)]
    [TestCase("GUILD_BANS_REMOVE", Name.GuildBanRemove)]
    public void Unknown_name_lists_what_may_have_been_meant(string name, string meant) =>
        Assert.That(Refused([name], []), Has.Count.EqualTo(1).And.All.Contains($"'{name}'").And.All.Contains(meant));

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("SOMETHING_ELSE_ALTOGETHER")]
    [TestCase(null)]
    public void Name_far_from_all_says_where_to_look(string? name) =>
        Assert.That(Refused([name!], []), Has.Count.EqualTo(1).And.All.Contains("DispatchEventNames"));

    [Test]
    public void All_faults_are_told_at_once()
    {
        var violations = new List<string> { "something before" };
        var selection = EventSelection.TryCreate(["X", Name.GuildCreate], ["Y", Name.GuildCreate], violations, (GatewayIntents)(1 << 17));
        Assert.That(selection, Is.Null);
        Assert.That(violations, Has.Count.EqualTo(5));
        Assert.That(violations, Has.Some.Contains("131072"));
    }

    [Test]
    public void Names_given_twice_count_once() =>
        Assert.That(Select([Name.UserUpdate, Name.UserUpdate], [Name.UserUpdate]).UngovernedEvents, Has.Count.EqualTo(1));

    private static DispatchEventInfo Find(string name) =>
        DispatchEventTable.TryFind(name, out var info) ? info : throw new ArgumentException(name, nameof(name));

    private static EventSelection Select(string[] guildEvents, string[] directMessageEvents)
    {
        var violations = new List<string>();
        var selection = EventSelection.TryCreate(guildEvents, directMessageEvents, violations);
        Assert.That(violations, Is.Empty);
        return selection!;
    }

    private static List<string> Refused(string[] guildEvents, string[] directMessageEvents)
    {
        var violations = new List<string>();
        Assert.That(EventSelection.TryCreate(guildEvents, directMessageEvents, violations), Is.Null);
        return violations;
    }
}
