using System.Text.Json;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.World;

/// <summary>Every event that the world makes is complete.</summary>
[TestFixture]
public sealed class EventBodyTests
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static IEnumerable<string> DirectEvents => EventIntents.InDirectMessages.Values.SelectMany(EventIntents.Names).Append("INTERACTION_CREATE");

    [TestCaseSource(typeof(EventRoutingTests), nameof(EventRoutingTests.AllEvents))]
    public void A_made_body_has_the_documented_fields(string name)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Wording.AllIntents);
        world.Server.DispatchEvent(name, DispatchTo.All);
        world.Settle();

        Assert.That(client.Last.T, Is.EqualTo(name));
        Require(client.Last.D, EventShapes.Events[name], name, direct: false);
    }

    [TestCaseSource(nameof(DirectEvents))]
    public void A_direct_message_has_them_too_but_no_guild_and_no_member(string name)
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Wording.AllIntents);
        world.Server.DispatchEvent(name, DispatchTo.Direct(700000000000000123));
        world.Settle();

        Require(client.Last.D, EventShapes.Events[name], name, direct: true);
        Assert.That(client.Last.D.TryGetProperty("guild_id", out _), Is.False);
        Assert.That(client.Last.D.TryGetProperty("member", out _), Is.False);
        Assert.That(client.Last.D.GetProperty("channel_id").GetString(), Is.EqualTo("600000000000000123"));
    }

    [TestCaseSource(typeof(EventRoutingTests), nameof(EventRoutingTests.AllEvents))]
    public void No_key_comes_twice_and_nothing_but_the_body_is_in_the_frame(string name)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { Serials = false });
        var client = world.Ready(intents: Wording.AllIntents);
        world.Server.DispatchEvent(name, DispatchTo.All);
        world.Settle();

        using var frame = JsonDocument.Parse(client.Last.Raw, Strict);
        Assert.That(frame.RootElement.EnumerateObject().Select(p => p.Name), Is.EqualTo(new[] { "t", "s", "op", "d" }));
        Assert.That(frame.RootElement.GetProperty("d").TryGetProperty("sim_serial", out _), Is.False);
        Assert.That(client.Last.Raw, Does.Not.Contain("\n"));
    }

    [Test]
    public void Messages_have_ids_of_their_own_and_the_size_of_real_ones()
    {
        using var world = new SimulatedWorld();
        var client = world.Ready(intents: Wording.AllIntents);
        for (var i = 0; i < 200; i++)
        {
            world.Server.DispatchEvent("MESSAGE_CREATE", DispatchTo.All);
        }

        world.Settle();
        var messages = client.Dispatches.Where(d => d.T == "MESSAGE_CREATE").ToArray();
        Assert.That(messages, Has.Length.EqualTo(200));
        Assert.That(messages.Select(m => m.D.GetProperty("id").GetString()), Is.Unique);
        Assert.That(messages.Select(m => m.Raw.Length), Has.All.InRange(800, 4096));
        Assert.That(messages.Count(m => m.D.TryGetProperty("referenced_message", out _)), Is.InRange(5, 60));
    }

    [Test]
    public void A_guild_of_500_is_tens_of_kilobytes()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MembersPerGuild = 500, GuildCount = 1 });

        Assert.That(world.Ready(intents: 1).Dispatches[1].Raw.Length, Is.InRange(30_000, 100_000));
    }

    private static void Require(JsonElement value, string shape, string path, bool direct)
    {
        Assert.That(value.ValueKind, Is.EqualTo(JsonValueKind.Object), path);
        foreach (var field in EventIntents.Names(shape))
        {
            if (field.StartsWith('='))
            {
                Require(value, EventShapes.Objects[field[1..]], path, direct);
                continue;
            }

            var (name, inner) = field.Split(':') is [var left, var right] ? (left, right) : (field, null);
            var list = name.EndsWith("[]", StringComparison.Ordinal);
            var guildOnly = name.EndsWith("-gid", StringComparison.Ordinal);
            name = name.Replace("[]", "", StringComparison.Ordinal).Replace("-gid", "", StringComparison.Ordinal);
            if (guildOnly && direct)
            {
                continue;
            }

            Assert.That(value.TryGetProperty(name, out var found), Is.True, $"{path}.{name} is missing.");
            if (inner is not null && list)
            {
                Assert.That(found.GetArrayLength(), Is.Positive, $"{path}.{name} is empty.");
                found.EnumerateArray().ToList().ForEach(item => Require(item, EventShapes.Objects[inner], $"{path}.{name}[]", direct));
            }
            else if (inner is not null)
            {
                Require(found, EventShapes.Objects[inner], $"{path}.{name}", direct);
            }
        }
    }
}
