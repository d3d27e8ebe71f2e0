using System.Text.Json;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.World;

/// <summary>Who is in GUILD_CREATE: a matter of the presences intent and the guild's size, not of the members intent.</summary>
[TestFixture]
public sealed class GuildMembersTests
{
    private const int Guilds = 1;
    private const int Members = 2;
    private const int Presences = 256;

    [TestCase(40, Guilds)]
    [TestCase(40, Guilds | Members)]
    [TestCase(300, Guilds | Members)]
    [TestCase(80_000, Guilds | Members | Presences)]
    public void Only_the_bot_and_those_in_voice_without_the_intent_or_in_a_huge_guild(int count, int intents)
    {
        var guild = Guild(count, intents);
        var members = Ids(guild, "members");
        var voice = guild.GetProperty("voice_states").EnumerateArray().Select(v => v.GetProperty("user_id").GetString()).ToArray();

        Assert.That(voice, Has.Length.EqualTo(2));
        Assert.That(members, Is.EquivalentTo(voice.Append("900000000000000001")));
        Assert.That(guild.GetProperty("presences").GetArrayLength(), Is.Zero);
        Assert.That(guild.GetProperty("member_count").GetInt32(), Is.EqualTo(count));
    }

    [Test]
    public void A_small_guild_has_all_members_and_the_presences_of_those_who_are_there()
    {
        var guild = Guild(50, Guilds | Presences);
        var presences = guild.GetProperty("presences").EnumerateArray().ToArray();

        Assert.That(Ids(guild, "members"), Has.Length.EqualTo(50).And.Unique);
        Assert.That(guild.GetProperty("large").GetBoolean(), Is.False);
        Assert.That(presences, Has.Length.InRange(10, 25));
        Assert.That(presences.Select(p => p.GetProperty("status").GetString()), Has.None.EqualTo("offline"));
        Assert.That(presences.Select(p => p.TryGetProperty("guild_id", out _)), Has.None.True);
        Assert.That(presences.Select(p => p.GetProperty("user").GetProperty("id").GetString()), Has.None.EqualTo("900000000000000001"));
    }

    [Test]
    public void A_large_guild_has_those_with_a_presence_a_role_a_nick_or_a_voice()
    {
        var guild = Guild(51, Guilds | Presences);
        var online = guild.GetProperty("presences").EnumerateArray().Select(p => p.GetProperty("user").GetProperty("id").GetString()).ToHashSet();
        var voice = guild.GetProperty("voice_states").EnumerateArray().Select(v => v.GetProperty("user_id").GetString()).ToHashSet();
        var members = guild.GetProperty("members").EnumerateArray().ToArray();

        Assert.That(guild.GetProperty("large").GetBoolean(), Is.True);
        Assert.That(members, Has.Length.InRange(20, 45));
        Assert.That(Ids(guild, "members"), Is.SupersetOf(online).And.SupersetOf(voice));
        Assert.That(members.Where(m => !online.Contains(UserId(m)) && !voice.Contains(UserId(m))).Select(
            m => m.GetProperty("roles").GetArrayLength() > 0 || m.GetProperty("nick").ValueKind == JsonValueKind.String), Has.All.True);
    }

    [TestCase(null, 51, true)]
    [TestCase(100, 51, false)]
    [TestCase(100, 101, true)]
    [TestCase(250, 250, false)]
    [TestCase(9999, 251, true)]
    [TestCase(1, 50, false)]
    public void What_is_large_is_for_Identify_to_say_within_50_to_250(int? threshold, int count, bool large)
        => Assert.That(Guild(count, Guilds, threshold).GetProperty("large").GetBoolean(), Is.EqualTo(large));

    private static JsonElement Guild(int members, int intents, int? threshold = null)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { GuildCount = 1, MembersPerGuild = members });
        var more = threshold is { } value ? $",\"large_threshold\":{value}" : "";
        var client = world.Dial().Say($$$"""{"op":2,"d":{"token":"sim-token","intents":{{{intents}}},"properties":{}{{{more}}}}}""");
        return client.Dispatches[1].D;
    }

    private static string[] Ids(JsonElement guild, string list) => [.. guild.GetProperty(list).EnumerateArray().Select(UserId)];

    private static string UserId(JsonElement member) => member.GetProperty("user").GetProperty("id").GetString()!;
}
