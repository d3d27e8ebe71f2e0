using Gateway.Simulator.Faults;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Faults;

[TestFixture]
public sealed class FaultPlanJsonTests
{
    private const string Scripted = """
        {
          // Two steps, no deck.
          "steps": [
            { "at": "2s", "verb": "request_heartbeat", "parameters": { "count": 3 } },
            { "at": "1500ms", "verb": "close", "target": { "shard": [1, 2] }, "parameters": { "code": 4000 } },
          ],
        }
        """;

    [Test]
    public void Steps_come_at_their_times()
    {
        var plan = FaultPlan.FromJson(Scripted);
        using var world = new SimulatedWorld(new GatewayServerOptions { MaxConcurrency = 2, FaultPlan = plan });
        var first = world.Ready(0, 2);
        var second = world.Ready(1, 2);
        world.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.That(world.Server.Faults.Applied, Is.Empty);
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.That(second.CloseCode, Is.EqualTo(4000));
        Assert.That(first.Ops.Count(op => op == 1), Is.EqualTo(3));
        Assert.That(world.Server.Faults.Applied.Select(a => a.At.TotalSeconds), Is.EqualTo(new[] { 1.5, 2 }));
    }

    [Test]
    public void Stopping_the_plan_stops_its_steps()
    {
        using var world = new SimulatedWorld(new GatewayServerOptions { FaultPlan = FaultPlan.FromJson(Scripted) });
        world.Server.Faults.Stop();
        world.Ready();
        world.Advance(TimeSpan.FromSeconds(10));

        Assert.That(world.Server.Faults.Applied, Is.Empty);
    }

    [Test]
    public void A_plan_is_read_as_it_was_written()
    {
        foreach (var plan in new[] { FaultPlan.None, FaultPlan.Default(5), FaultPlan.Heavy(6), FaultPlan.FromJson(Scripted) })
        {
            var again = FaultPlan.FromJson(plan.ToJson());
            Assert.That(again.ToJson(), Is.EqualTo(plan.ToJson()));
            Assert.That(again.Deck, Is.EqualTo(plan.Deck));
            Assert.That(again.Steps, Is.EqualTo(plan.Steps));
            Assert.That((again.Seed, again.MeanInterval, again.StartAfter), Is.EqualTo((plan.Seed, plan.MeanInterval, plan.StartAfter)));
        }
    }

    [Test]
    public void A_plan_is_loaded_from_a_file_or_a_stream()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"plan-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, FaultPlan.Heavy(9).ToJson());
        try
        {
            Assert.That(FaultPlan.Load(path).Deck, Is.EqualTo(FaultPlan.Heavy(9).Deck));
            using var stream = File.OpenRead(path);
            Assert.That(FaultPlan.Load(stream).Seed, Is.EqualTo(9));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestCase("""{"deck":{}}""", "deck", "{}", "an array")]
    [TestCase("""{"deck":[{"verb":"reset"},{"verb":"close","parameters":{"code":1}}]}""", "deck[1].parameters.code", "1", "1000 to 4999")]
    [TestCase("""{"steps":[{"verb":"reset"}]}""", "steps[0].at", "missing", "a time")]
    [TestCase("""{"steps":[{"at":"1s","verb":"boom"}]}""", "steps[0].verb", "\"boom\"", "reset()")]
    [TestCase("""{"steps":[3]}""", "steps[0].at", "missing", "a time")]
    [TestCase("""{"seed":"x"}""", "seed", "\"x\"", "2147483647")]
    [TestCase("""{"mean_interval":"0s"}""", "mean_interval", "\"0s\"", "1ms to 1h")]
    [TestCase("""{"start_after":"1d"}""", "start_after", "\"1d\"", "0ms to 1h")]
    [TestCase("""{"decks":[]}""", "decks", "[]", "seed, mean_interval, start_after, deck, steps")]
    [TestCase("7", "plan", "7", "an object")]
    public void A_bad_plan_is_refused_with_the_place_the_value_and_what_is_allowed(string json, string field, string value, string allowed)
    {
        var error = Assert.Throws<FaultOrderException>(() => FaultPlan.FromJson(json));

        Assert.That(error!.Field, Is.EqualTo(field));
        Assert.That(error.Message, Does.StartWith($"{field} is {value}, allowed: ").And.Contains(allowed));
    }

    [Test]
    public void A_deck_may_hold_what_waits_for_the_next_connection()
    {
        var plan = new FaultPlan
        {
            StartAfter = TimeSpan.FromSeconds(1),
            MeanInterval = TimeSpan.FromMinutes(10),
            Deck = [new FaultOrder(FaultVerb.RefuseUpgrade).With("count", 1)],
        };
        using var world = new SimulatedWorld(new GatewayServerOptions { FaultPlan = plan });
        world.Ready();
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.That(world.Dial().RefusalStatus, Is.EqualTo(503));
        Assert.That(world.Dial().IsOpen);
    }
}
