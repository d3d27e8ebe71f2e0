using System.Text.Json;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Faults;

/// <summary>Faults as data: every verb, every target, and what is said about a bad one.</summary>
[TestFixture]
public sealed class FaultOrderTests
{
    /// <summary>What a verb needs at least, by name.</summary>
    private static readonly Dictionary<string, string> Needed = new()
    {
        ["close"] = """{"code":4000}""",
        ["huge_payload"] = """{"bytes":2048}""",
        ["delay_hello"] = """{"delay":"1s"}""",
        ["delay_acks"] = """{"delay":"1s"}""",
        ["delay_sends"] = """{"delay":"1s"}""",
        ["delay_reads"] = """{"delay":"1s"}""",
        ["delay_ready"] = """{"delay":"1s"}""",
        ["delay_resumed"] = """{"delay":"1s"}""",
        ["send_op"] = """{"op":99}""",
        ["black_out"] = """{"event":"MESSAGE_CREATE"}""",
    };

    private static FaultVerb[] Verbs() => Enum.GetValues<FaultVerb>();

    [TestCaseSource(nameof(Verbs))]
    public void Each_verb_is_in_the_catalogue_and_can_be_ordered_as_json(FaultVerb verb)
    {
        var description = FaultCatalog.Of(verb);
        Assert.That(description.Summary, Does.EndWith("."));
        Assert.That(FaultCatalog.Find(description.Name), Is.SameAs(description));
        using var world = new SimulatedWorld();
        var client = world.Ready();

        var receipt = world.Server.Faults.Apply(FaultOrder.FromJson(
            $$"""{"verb":"{{description.Name}}","parameters":{{Needed.GetValueOrDefault(description.Name, "{}")}}}"""));
        world.Settle();

        var hits = description.Scope is FaultScope.Connection or FaultScope.Session ? 1 : 0;
        Assert.That(receipt.Hits, Is.EqualTo(hits));
        Assert.That(receipt.Applied.Select(a => a.Verb), Is.EqualTo(new[] { verb }));
        Assert.That(receipt.Applied[0].ConnectionId, Is.EqualTo(hits == 1 ? client.Connection.Id : null));
        Assert.That(world.Server.Faults.Applied, Does.Contain(receipt.Applied[0]));
    }

    [Test]
    public void Each_parameter_has_a_default_that_is_allowed_and_a_sentence()
    {
        foreach (var parameter in FaultCatalog.All.SelectMany(d => d.Parameters))
        {
            Assert.That(parameter.Summary, Does.EndWith("."), parameter.Name);
            Assert.That(parameter.Default is null || !parameter.IsRequired, parameter.Name);
            Assert.That(parameter.Default is null || parameter.Allows(parameter.Default), parameter.Name);
        }
    }

    [TestCase("""{"verb":"close","target":{"connection":1},"parameters":{"code":4000,"reason":"why"}}""")]
    [TestCase("""{"verb":"reset","target":{"session":"abc"}}""")]
    [TestCase("""{"verb":"reset","target":{"shard":3}}""")]
    [TestCase("""{"verb":"reset","target":{"shard":[1,4]}}""")]
    [TestCase("""{"verb":"reset","target":{"shards":10}}""")]
    [TestCase("""{"verb":"reset","target":{"fraction":0.25}}""")]
    [TestCase("""{"verb":"delay_hello","parameters":{"delay":"1500ms","count":2,"host":"resume"}}""")]
    [TestCase("""{"verb":"invalidate_garbage","parameters":{"body":[1,{"a":null}]}}""")]
    [TestCase("""{"verb":"raw","parameters":{"base64":"AQID","binary":true}}""")]
    [TestCase("""{"verb":"withhold_ready","target":{"shard":2}}""")]
    public void An_order_is_written_as_it_was_read(string json)
    {
        var order = FaultOrder.FromJson(json);

        Assert.That(order.ToJson(), Is.EqualTo(json));
        Assert.That(FaultOrder.FromJson(order.ToJson()), Is.EqualTo(order));
    }

    [TestCase("""{"verb":"explode"}""", "verb", "\"explode\"", "close(code, reason?)")]
    [TestCase("""{}""", "verb", "missing", "drop_acks(count?)")]
    [TestCase("""[]""", "order", "[]", "an object")]
    [TestCase("""{"verb":"reset","when":"now"}""", "when", "\"now\"", "only verb, target, parameters")]
    [TestCase("""{"verb":"reset","parameters":{"code":1}}""", "parameters.code", "1", "only ")]
    [TestCase("""{"verb":"close"}""", "parameters.code", "missing", "1000 to 4999")]
    [TestCase("""{"verb":"close","parameters":{"code":1006}}""", "parameters.code", "1006", "but not 1004")]
    [TestCase("""{"verb":"close","parameters":{"code":"4000"}}""", "parameters.code", "\"4000\"", "1000 to 4999")]
    [TestCase("""{"verb":"close","parameters":7}""", "parameters", "7", "an object for close(code, reason?)")]
    [TestCase("""{"verb":"request_heartbeat","parameters":{"count":0}}""", "parameters.count", "0", "a whole number, 1 to 10000")]
    [TestCase("""{"verb":"request_heartbeat","parameters":{"count":1e30}}""", "parameters.count", "1e30", "a whole number")]
    [TestCase("""{"verb":"delay_hello","parameters":{"delay":"soon"}}""", "parameters.delay", "\"soon\"", "0s to 1h")]
    [TestCase("""{"verb":"delay_hello","parameters":{"delay":"2h"}}""", "parameters.delay", "2h", "0s to 1h")]
    [TestCase("""{"verb":"delay_hello","parameters":{"delay":-1}}""", "parameters.delay", "-1", "number of milliseconds")]
    [TestCase("""{"verb":"delay_hello","parameters":{"delay":1,"host":"moon"}}""", "parameters.host", "\"moon\"", "one of any, main, resume")]
    [TestCase("""{"verb":"raw","parameters":{"binary":1}}""", "parameters.binary", "1", "true or false")]
    [TestCase("""{"verb":"raw","parameters":{"base64":"%"}}""", "parameters.base64", "\"%\"", "base64")]
    [TestCase("""{"verb":"reset","target":"some"}""", "target", "\"some\"", "\"all\", {\"connection\": id}")]
    [TestCase("""{"verb":"reset","target":{"shard":[4,4]}}""", "target.shard", "[4,4]", "{\"shard\": [id, count]}")]
    [TestCase("""{"verb":"reset","target":{"shards":0}}""", "target.shards", "0", "how many")]
    [TestCase("""{"verb":"reset","target":{"fraction":1.5}}""", "target.fraction", "1.5", "0 to 1")]
    [TestCase("""{"verb":"reset","target":{"shard":1,"session":"a"}}""", "target", "{\"shard\":1,\"session\":\"a\"}", "\"all\"")]
    [TestCase("""{"verb":"delay_hello","target":{"shard":1},"parameters":{"delay":1}}""", "target", "shard 1", "\"all\" for delay_hello")]
    [TestCase("""{"verb":"withhold_ready","target":{"shards":1}}""", "target", "1 shards", "or {\"shard\": id} for withhold_ready")]
    [TestCase("""{"verb":"send_op","parameters":{"op":1,"d":null,"e":1}}""", "parameters.e", "1", "only op, d")]
    [TestCase("""{"verb":"fail_http","target":{"connection":1}}""", "target", "connection 1", "\"all\" for fail_http")]
    public void A_bad_order_is_refused_with_the_field_the_value_and_what_is_allowed(string json, string field, string value, string allowed)
    {
        var error = Assert.Throws<FaultOrderException>(() => FaultOrder.FromJson(json));

        Assert.That(error!.Field, Is.EqualTo(field));
        Assert.That(error.Message, Does.StartWith($"{field} is {value}, allowed: ").And.Contains(allowed));
    }

    [Test]
    public void Text_that_is_no_json_is_refused()
    {
        Assert.That(() => FaultOrder.FromJson("{"), Throws.TypeOf<FaultOrderException>().With.Message.Contains("json is broken"));
        Assert.That(() => FaultOrder.FromJson(JsonDocument.Parse("null").RootElement), Throws.TypeOf<FaultOrderException>());
    }

    [Test]
    public void An_order_made_in_code_is_checked_when_it_is_used()
    {
        using var world = new SimulatedWorld();
        var faults = world.Server.Faults;

        Assert.That(() => faults.Apply(new FaultOrder(FaultVerb.Close)), Throws.TypeOf<FaultOrderException>());
        Assert.That(() => faults.Apply(new FaultOrder(FaultVerb.Close).With("code", "4000")), Throws.TypeOf<FaultOrderException>());
        Assert.That(() => faults.Apply(new FaultOrder(FaultVerb.Close).With("colour", 1)), Throws.TypeOf<FaultOrderException>());
        Assert.That(() => new FaultOrder(FaultVerb.Reset, 5), Throws.TypeOf<FaultOrderException>());
        Assert.That(() => faults.Apply(new FaultOrder(FaultVerb.ResetToken, 1)), Throws.TypeOf<FaultOrderException>().With.Message.Contains("0 to 0"));
        Assert.That(() => new FaultOrder((FaultVerb)9999).Validate(), Throws.TypeOf<FaultOrderException>());
        Assert.That(faults.Apply(new FaultOrder(FaultVerb.Close, 4000)).Hits, Is.Zero);
    }

    [TestCase("""{"shards":3}""", 3)]
    [TestCase("""{"shards":99}""", 8)]
    [TestCase("""{"fraction":0.5}""", 4)]
    [TestCase("""{"fraction":0.01}""", 1)]
    [TestCase("""{"shard":[2,8]}""", 1)]
    [TestCase("""{"shard":[2,9]}""", 0)]
    [TestCase("\"all\"", 8)]
    public void Many_shards_can_be_dropped_at_once(string target, int hits)
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 8 });
        var clients = Enumerable.Range(0, 8).Select(i => world.Ready(i, 8)).ToArray();

        var receipt = world.Server.Faults.Apply(FaultOrder.FromJson($$"""{"verb":"reset","target":{{target}}}"""));
        world.Settle();

        Assert.That(receipt.Hits, Is.EqualTo(hits));
        Assert.That(clients.Count(c => c.IsClosed), Is.EqualTo(hits));
    }

    [Test]
    public void Http_errors_are_ordered_like_any_other_fault()
    {
        using var world = new SimulatedWorld();
        world.Server.Faults.Apply(FaultOrder.FromJson("""{"verb":"fail_http","parameters":{"status":429,"retry_after":"1250ms","count":2}}"""));

        Assert.That(world.Server.Faults.Http.TryTake(out var status, out var after), Is.True);
        Assert.That((status, after), Is.EqualTo((429, (TimeSpan?)TimeSpan.FromSeconds(1.25))));
        Assert.That(world.Server.Faults.Http.TryTake(out _, out _), Is.True);
        Assert.That(world.Server.Faults.Http.TryTake(out _, out _), Is.False);
    }

    [Test]
    public void A_rule_for_a_shard_can_name_it_as_the_target()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2 });
        world.Server.Faults.Apply(FaultOrder.FromJson("""{"verb":"withhold_ready","target":{"shard":1}}"""));

        Assert.That(world.Ready(0, 2).Dispatches, Is.Not.Empty);
        Assert.That(world.Dial().Say(Wording.Identify(1, 2)).Dispatches, Is.Empty);
    }
}
