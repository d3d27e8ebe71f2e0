using System.Text.Json;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Commands;

/// <summary>Op 8, row by row.</summary>
[TestFixture]
public sealed class MembersTests
{
    private const int Members = 2;
    private const int Presences = 256;

    [Test]
    public void A_prefix_is_of_the_name_or_the_nick_whatever_its_case()
    {
        Assert.That(Names(""" "query":"NICK-0001","limit":100 """), Is.EqualTo(new[] { "nick-00010", "nick-00015" }));
        Assert.That(Names(""" "query":"ser-0001","limit":100 """), Is.Empty, "Within a name is not its beginning.");
    }

    [Test]
    public void A_prefix_with_limit_0_finds_nobody_but_is_answered()
    {
        var chunk = Answer(0, """ "query":"user","limit":0 """)!.Value;

        Assert.That(chunk.GetProperty("members").GetArrayLength(), Is.Zero);
        Assert.That(chunk.GetProperty("chunk_index").GetInt32(), Is.Zero);
        Assert.That(chunk.GetProperty("chunk_count").GetInt32(), Is.EqualTo(1));
    }

    [TestCase(Members, 7)]
    [TestCase(0, null)]
    public void The_first_few_of_all_need_the_intent(int intents, int? found)
        => Assert.That(Answer(intents, """ "query":"","limit":7 """)?.GetProperty("members").GetArrayLength(), Is.EqualTo(found));

    [Test]
    public void With_ids_and_a_prefix_the_ids_count()
    {
        var chunk = Answer(0, """ "query":"user","limit":50,"user_ids":["900000000000000001"] """)!.Value;

        Assert.That(chunk.GetProperty("members").GetArrayLength(), Is.EqualTo(1));
        Assert.That(chunk.GetProperty("not_found").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Odd_ids_come_back_as_they_were_written()
        => Assert.That(Answer(0, """ "user_ids":[7,"8","nobody","900000000000000001"] """)!.Value.GetProperty("not_found").GetRawText(),
            Is.EqualTo("""[7,"8","nobody"]"""));

    [Test]
    public void A_hundred_ids_are_the_most()
    {
        string Ids(int count) => $""" "user_ids":[{string.Join(',', Enumerable.Range(1, count))}] """;
        Assert.That(Answer(0, Ids(100))!.Value.GetProperty("not_found").GetArrayLength(), Is.EqualTo(100));
        using var world = new SimulatedWorld();
        Assert.That(world.Ready(intents: 0).Say(Request(world, Ids(101))).CloseCode, Is.EqualTo(4001));
    }

    [TestCase(Members | Presences, true)]
    [TestCase(Members, false)]
    public void Presences_need_their_intent(int intents, bool there)
    {
        var chunk = Answer(intents, """ "query":"","limit":0,"presences":true """)!.Value;

        Assert.That(chunk.TryGetProperty("presences", out var presences), Is.EqualTo(there));
        if (there)
        {
            Assert.That(presences.GetArrayLength(), Is.InRange(5, 19));
        }
    }

    [Test]
    public void Presences_come_only_when_asked_for()
        => Assert.That(Answer(Members | Presences, """ "query":"","limit":0 """)!.Value.TryGetProperty("presences", out _), Is.False);

    [TestCase("12345678901234567890123456789012", true)]
    [TestCase("éééééééééééééééé", true)]
    [TestCase("éééééééééééééééée", false)]
    public void A_nonce_has_32_bytes_at_most(string nonce, bool kept)
    {
        var chunk = Answer(0, $""" "query":"u","limit":1,"nonce":"{nonce}" """)!.Value;

        Assert.That(chunk.TryGetProperty("nonce", out var echo) ? echo.GetString() : null, Is.EqualTo(kept ? nonce : null));
    }

    [TestCase("5")]
    [TestCase("true")]
    public void A_nonce_that_is_no_text_is_dropped(string nonce)
        => Assert.That(Answer(0, $""" "query":"u","limit":1,"nonce":{nonce} """)!.Value.TryGetProperty("nonce", out _), Is.False);

    [Test]
    public void Of_several_guilds_the_first_counts()
    {
        using var world = new SimulatedWorld();
        var guilds = world.Server.GuildsOf(new ShardKey(0, 1));
        var client = world.Ready(intents: 0).Say($$$"""{"op":8,"d":{"guild_id":["{{{guilds[3]}}}","{{{guilds[1]}}}"],"query":"u","limit":1}}""");

        Assert.That(client.Dispatches.Skip(1).Select(d => d.D.GetProperty("guild_id").GetString()), Is.EqualTo(new[] { $"{guilds[3]}" }));
    }

    [Test]
    public void A_guild_of_another_shard_gets_no_answer()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(0, 2, Members);
        var other = world.Server.GuildsOf(new ShardKey(1, 2))[0];

        Assert.That(client.Say($$$"""{"op":8,"d":{"guild_id":"{{{other}}}","query":"","limit":0}}""").Dispatches, Has.Count.EqualTo(1));
        Assert.That(client.IsClosed, Is.False);
    }

    [Test]
    public void The_limit_of_full_lists_is_by_guild()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Members);
        client.Say(Request(world, """ "query":"","limit":0 """)).Say(Request(world, """ "query":"","limit":0 """, guild: 1))
            .Say(Request(world, """ "query":"","limit":0 """)).Say(Request(world, """ "query":"user","limit":5 """));

        Assert.That(client.Dispatches.Skip(1).Select(d => d.T), Is.EqualTo(
            new[] { "GUILD_MEMBERS_CHUNK", "GUILD_MEMBERS_CHUNK", "RATE_LIMITED", "GUILD_MEMBERS_CHUNK" }));
        var limited = client.Dispatches[3].D;
        Assert.That(limited.GetProperty("opcode").GetInt32(), Is.EqualTo(8));
        Assert.That(limited.GetProperty("retry_after").GetDouble(), Is.InRange(29, 30));
        Assert.That(limited.GetProperty("meta").GetProperty("guild_id").GetString(), Is.EqualTo($"{world.Server.GuildsOf(new ShardKey(0, 1))[0]}"));
    }

    private static JsonElement? Answer(int intents, string ask)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: intents).Say(Request(world, ask));
        Assert.That(client.IsClosed, Is.False);
        return client.Dispatches.Count == 1 ? null : client.Dispatches.Single(d => d.T == "GUILD_MEMBERS_CHUNK").D;
    }

    private static IEnumerable<string?> Names(string ask)
        => Answer(0, ask)!.Value.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("nick").GetString());

    private static string Request(SimulatedWorld world, string rest, int guild = 0)
        => $$$"""{"op":8,"d":{"guild_id":"{{{world.Server.GuildsOf(new ShardKey(0, 1))[guild]}}}",{{{rest}}}}}""";
}
