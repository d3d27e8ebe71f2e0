using System.IO.Compression;
using System.Text;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>Payloads that make no sense, and what they cost: nothing, or one resume.</summary>
internal sealed class BadPayloadTests
{
    [Test]
    [Property("Fault", "F-18")]
    public void A_null_sequence_is_delivered_and_moves_no_cursor()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        var before = world.Shard.Status.Sequence;
        var seen = new List<long?>();
        world.OnDispatch = (d, _) =>
        {
            seen.Add(d.Sequence);
            return default;
        };
        world.Server.Faults.SendRaw(Target.All, """{"t":"TYPING_START","s":null,"op":0,"d":{"sim":1}}"""u8.ToArray());
        world.Pass(1);

        Assert.That(seen, Is.EqualTo(new long?[] { null }));
        Assert.That(world.Shard.Status.Sequence, Is.EqualTo(before));
    }

    [Test]
    [Property("Fault", "F-18")]
    public void A_failing_handler_moves_the_cursor_all_the_same([Values] DeliveryMode mode)
    {
        using var world = new ShardWorld(shard: o => o with { Delivery = new DeliveryOptions { Mode = mode } });
        world.OnDispatch = static (_, _) => throw new InvalidOperationException("A bug of the bot.");
        world.Start();
        world.Pass(5);
        world.Server.DispatchMessage(Target.All);
        world.Pass(1);
        world.Server.Faults.Reset(Target.All);
        world.UntilTransition(t => t.To == ShardStateKind.Ready, "resumed");
        world.Pass(1);

        Assert.That(world.Shard.Status.Sequence, Is.EqualTo(world.LivingSession!.LastSequence));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-18")]
    public void An_undecodable_body_with_a_sequence_moves_the_cursor_and_a_filtered_one_too()
    {
        using var world = new ShardWorld(shard: o => o with
        {
            Intents = null,
            GuildEvents = ["GUILD_CREATE", "MESSAGE_CREATE"],
        }).Start();
        world.Pass(5);
        var handled = world.Handled;
        world.Server.Dispatch(Target.All, "TYPING_START", "{}"u8);
        world.Pass(1);

        Assert.That(world.Handled, Is.EqualTo(handled), "nobody asked for it");
        Assert.That(world.Shard.Status.Sequence, Is.EqualTo(world.LivingSession!.LastSequence));
        var s = world.LivingSession.LastSequence + 1;
        world.Server.Faults.SendRaw(Target.All, Encoding.UTF8.GetBytes($$"""{"t":"MESSAGE_CREATE","s":{{s}},"op":0,"d":{"a":[} }"""));
        world.Pass(1);
        Assert.That(world.Shard.Status.Sequence, Is.EqualTo(s).Or.EqualTo(s - 1));
    }

    [Test]
    [Property("Fault", "F-29")]
    public void One_bad_payload_is_counted_and_skipped()
    {
        using var world = new ShardWorld().Start();
        for (var i = 0; i < 20; i++)
        {
            world.Server.Faults.SendMalformed(Target.All);
            world.Pass(0.1);
            world.Server.DispatchMessage(Target.All);
            world.Pass(1);
        }

        Assert.That(world.Transport.Dials, Is.EqualTo(1));
        Assert.That(world.Counters.MalformedFrames, Is.EqualTo(20));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-29")]
    public void Five_bad_payloads_in_a_row_are_a_new_connection_with_the_same_session()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        for (var i = 0; i < 5; i++)
        {
            Assert.That(world.State, Is.EqualTo(ShardStateKind.Ready));
            world.Server.Faults.SendMalformed(Target.All);
            world.Pass(0.03);
        }

        world.UntilReady();
        Assert.That(world.Transitions.Select(t => t.Cause), Has.Some.EqualTo(TransitionCause.MalformedFrames));
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-29")]
    public void Unknown_events_reach_the_handler_and_unknown_opcodes_are_logged_once()
    {
        using var world = new ShardWorld().Start();
        var names = new List<string>();
        world.OnDispatch = (d, _) =>
        {
            names.Add(d.Name);
            Assert.That(d.Event, Is.Null);
            return default;
        };
        world.Server.Dispatch(Target.All, "SOMETHING_NEW", """{"a":1}"""u8);
        for (var i = 0; i < 10; i++)
        {
            world.Server.Faults.SendRaw(Target.All, """{"op":99,"d":null}"""u8.ToArray());
        }

        world.Pass(1);
        Assert.That(names, Is.EqualTo(new[] { "SOMETHING_NEW" }));
        Assert.That(world.Logs.Of(3003).Count(), Is.EqualTo(1));
        Assert.That(world.Counters.IgnoredFrames, Is.EqualTo(10));
        world.AssertHealthy();
    }

    [Test]
    public void A_duplicate_is_dropped_and_a_gap_is_delivered_and_warned_of_once()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        world.Server.Faults.DuplicateNext(Target.All, 3);
        for (var i = 0; i < 5; i++)
        {
            world.Server.DispatchMessage(Target.All);
            world.Server.Faults.SkipSequence(Target.All, 2);
        }

        world.Pass(1);
        Assert.That(world.Counters, Has.Property("Duplicates").EqualTo(3).And.Property("Gaps").EqualTo(4));
        Assert.That(world.Logs.Of(3004).Count(), Is.EqualTo(1));
        world.AssertHealthy();
    }

    [Test]
    [Property("Fault", "F-37")]
    public void A_binary_frame_is_inflated_and_a_plain_one_is_taken_as_it_is()
    {
        using var world = new ShardWorld().Start();
        world.Pass(5);
        var names = new List<string>();
        world.OnDispatch = (d, _) =>
        {
            names.Add($"{d.Name} {Encoding.UTF8.GetString(d.Data.Span)}");
            return default;
        };
        var json = Encoding.UTF8.GetBytes("""{"t":"NEW_ONE","s":null,"op":0,"d":{"big":"§"}}""".Replace("§", new string('x', 9000), StringComparison.Ordinal));
        world.Server.Faults.SendRaw(Target.All, Deflate(json), text: false);
        world.Server.Faults.SendRaw(Target.All, """{"t":"NEW_TWO","s":null,"op":0,"d":{}}"""u8.ToArray(), text: false);
        world.Pass(1);

        Assert.That(names, Has.Count.EqualTo(2));
        Assert.That(names[0], Does.StartWith("NEW_ONE {\"big\":\"xxx").And.Length.EqualTo(9018));
        Assert.That(names[1], Is.EqualTo("NEW_TWO {}"));
    }

    [TestCase("corrupt", TransitionCause.DecodeFailed)]
    [TestCase("empty", TransitionCause.DecodeFailed)]
    [TestCase("bomb", TransitionCause.MessageTooLarge)]
    [Property("Fault", "F-17")]
    public void A_binary_frame_that_cannot_be_inflated_costs_a_resume(string what, TransitionCause cause)
    {
        using var world = new ShardWorld(shard: o => o with { MaxMessageBytes = 65_536 }).Start();
        world.Pass(5);
        byte[] bytes = what switch
        {
            "corrupt" => [0x78, 0x9c, 1, 2, 3, 4, 5, 6, 7],
            "empty" => Deflate([]),
            _ => Deflate(new byte[10_000_000]),
        };
        world.Server.Faults.SendRaw(Target.All, bytes, text: false);
        var ended = world.UntilTransition(t => t.Ending is not null, "the connection is given up");
        world.UntilReady();

        Assert.That(ended.Cause, Is.EqualTo(cause));
        Assert.That(world.Counters.ResumesSent, Is.EqualTo(1));
        world.AssertHealthy();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest))
        {
            zlib.Write(bytes);
        }

        return target.ToArray();
    }
}
