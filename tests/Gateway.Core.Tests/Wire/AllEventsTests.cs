using System.Text;
using System.Text.Json;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Wire;

/// <summary>All events of Discord, complete, from the simulator: the handler cannot tell in which form they came.</summary>
internal sealed class AllEventsTests
{
    private static readonly Lazy<IReadOnlyList<(string Name, string Body)>> Plain =
        new(static () => Record(GatewayCompression.None, GatewayEncoding.Json, static s => s));

    private static IEnumerable<TestCaseData> Forms() =>
        from encoding in Enum.GetValues<GatewayEncoding>()
        from compression in GatewayCompression.All
        where compression.Supports(encoding)
        from zstd in compression == GatewayCompression.ZstdStream ? Enum.GetValues<ZstdMode>() : [default]
        from keys in encoding == GatewayEncoding.Etf ? Enum.GetValues<EtfKeys>() : [default]
        select new TestCaseData(compression, encoding, zstd, keys);

    [TestCaseSource(nameof(Forms))]
    public void The_handler_is_given_the_same(GatewayCompression compression, GatewayEncoding encoding, ZstdMode zstd, EtfKeys keys)
    {
        var got = Record(compression, encoding, s => s with { ZstdMode = zstd, EtfKeys = keys, PayloadCompressionThreshold = 0 });
        Assert.That(got.Select(e => e.Name), Is.EqualTo(Plain.Value.Select(e => e.Name)));
        Assert.That(got.Select(e => e.Name).Distinct().Count(), Is.EqualTo(GatewayServer.EventNames.Count));
        foreach (var (plain, other) in Plain.Value.Zip(got))
        {
            if (encoding == GatewayEncoding.Json)
            {
                Assert.That(other.Body, Is.EqualTo(plain.Body), plain.Name);
                continue;
            }

            using var expected = JsonDocument.Parse(plain.Body);
            using var actual = JsonDocument.Parse(other.Body);
            Assert.That(JsonElement.DeepEquals(actual.RootElement, expected.RootElement), Is.True, () => $"{plain.Name}:\n{other.Body}\nfor\n{plain.Body}");
        }
    }

    // The world is the same each time: same seed, same clock.
    private static List<(string Name, string Body)> Record(
        GatewayCompression compression, GatewayEncoding encoding, Func<GatewayServerOptions, GatewayServerOptions> server)
    {
        var got = new List<(string, string)>();
        using var world = new ShardWorld(
            server,
            o => o with { Compression = compression, Encoding = encoding, Intents = GatewayIntents.All, FrameObserver = null });
        world.OnDispatch = (dispatch, _) =>
        {
            got.Add((dispatch.Name, Encoding.UTF8.GetString(dispatch.Data.Span)));
            return ValueTask.CompletedTask;
        };
        world.Start();
        world.Shard.Reconnect(); // For RESUMED.
        world.Pass(5);
        world.UntilReady();
        var guild = world.Server.GuildsOf(new ShardKey(0, 1))[0];
        DispatchTo[] places = [DispatchTo.Guild(guild), DispatchTo.Direct(), DispatchTo.All];
        foreach (var name in GatewayServer.EventNames.Where(n => n is not ("READY" or "RESUMED")))
        {
            foreach (var place in places)
            {
                try
                {
                    world.Server.DispatchEvent(name, place);
                }
                catch (ArgumentException)
                {
                    // It cannot happen there.
                }
            }

            world.Pass(0.1);
        }

        world.Quiet();
        world.AssertHealthy();
        return got;
    }
}
