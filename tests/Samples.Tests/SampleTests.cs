using Gateway.Simulator;
using Gateway.Simulator.Hosting;

namespace Samples.Tests;

/// <summary>Each sample against the simulator, as a process of its own.</summary>
[TestFixture]
[Category("Sockets")]
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SampleTests
{
    [Test]
    public async Task TenLines_prints_the_names_of_events()
    {
        await using var host = await StartAsync();
        using var sample = new SampleProcess("TenLines", host.GatewayUrl);

        await sample.UntilAsync(() => sample.CountOf("READY") == 1 && sample.CountOf("GUILD_CREATE") == 8, "READY and the guilds");
        host.Server.DispatchMessage(Target.All);
        await sample.UntilAsync(() => sample.CountOf("MESSAGE_CREATE") == 1, "a message");

        Assert.That(host.Server.Account.Violations, Is.Empty);
    }

    [Test]
    public async Task SansIo_survives_an_op_7_and_a_reset_and_loses_nothing()
    {
        await using var host = await StartAsync();
        using var sample = new SampleProcess("SansIo", host.GatewayUrl);
        await sample.UntilAsync(() => sample.CountOf("READY") == 1, "READY");
        host.Server.Traffic.EventsPerSecond = 50;

        host.Server.Faults.SendReconnect(Target.All);
        await sample.UntilAsync(() => sample.CountOf("RESUMED") == 1, "RESUMED after op 7");
        host.Server.Faults.Reset(Target.All);
        await sample.UntilAsync(() => sample.CountOf("RESUMED") == 2, "RESUMED after a reset");
        host.Server.Faults.RequestHeartbeat(Target.All);

        host.Server.Traffic.EventsPerSecond = 0;
        await AssertNothingLostAsync(host, sample);
        Assert.That(await sample.StopAsync(), Is.Zero);
        Assert.That(host.Server.Account.Sessions.Single().EndedAt, Is.Null, "stopping keeps the session");
    }

    [TestCase("")]
    [TestCase("--stream")]
    public async Task TakeControl_goes_on_in_a_second_run_without_a_second_identify(string arguments)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"session-{Guid.NewGuid():N}.json");
        await using var host = await StartAsync();
        try
        {
            using (var first = new SampleProcess("TakeControl", host.GatewayUrl, arguments, ("SESSION_FILE", file)))
            {
                await first.UntilAsync(() => first.CountOf("GUILD_CREATE") == 8, "the guilds");
                Assert.That(await first.StopAsync(), Is.Zero, string.Join('\n', first.Lines));
            }

            host.Server.DispatchMessage(Target.All); // While nobody is there.
            using var second = new SampleProcess("TakeControl", host.GatewayUrl, arguments, ("SESSION_FILE", file));
            await second.UntilAsync(() => second.CountOf("MESSAGE_CREATE") == 1 && second.CountOf("RESUMED") == 1, "the missed message");
            Assert.That(await second.StopAsync(), Is.Zero);

            Assert.That(second.CountOf("READY") + second.CountOf("GUILD_CREATE"), Is.Zero, "nothing twice");
            Assert.That(host.Server.Account.Counters, Has.Property("Identifies").EqualTo(1).And.Property("ResumesAccepted").EqualTo(1));
            Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase(null, 16)]
    [TestCase("1", 1)]
    [TestCase("5", 5)]
    public async Task ManyShards_comes_up_and_resumes_in_a_second_run_without_an_identify(string? asked, int shards)
    {
        var state = Directory.CreateTempSubdirectory("gateway-sample-").FullName;
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { MaxConcurrency = 16, RecommendedShards = 16, GuildCount = 16 },
        });
        (string, string)[] environment =
        [
            ("DISCORD_API", host.HttpBaseUrl.OriginalString), ("STATE_DIRECTORY", state), .. asked is null ? [] : new[] { ("SHARDS", asked) },
        ];
        try
        {
            using (var first = new SampleProcess("ManyShards", host.GatewayUrl, "", environment))
            {
                await first.UntilAsync(() => first.CountOf("READY") == shards, "every shard is Ready");
                Assert.That(await first.StopAsync(), Is.Zero, string.Join('\n', first.Lines));
            }

            using var second = new SampleProcess("ManyShards", host.GatewayUrl, "", environment);
            await second.UntilAsync(() => second.CountOf("RESUMED") == shards, "every shard has resumed");
            Assert.That(await second.StopAsync(), Is.Zero, string.Join('\n', second.Lines));

            Assert.That(host.Server.Account.Counters, Has.Property("Identifies").EqualTo(shards).And.Property("ResumesAccepted").EqualTo(shards));
            Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static Task<SimulatorHost> StartAsync() => SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        RefuseWithoutUserAgent = true,
        Server = new GatewayServerOptions
        {
            HeartbeatInterval = TimeSpan.FromSeconds(2),
            HeartbeatGrace = 20,
            ReplayCapacity = 10_000,
        },
    });

    private static async Task AssertNothingLostAsync(SimulatorHost host, SampleProcess sample)
    {
        var sent = host.Server.Account.Sessions.Single().Dispatches.Select(d => (long)d.Sequence).ToArray();
        await sample.UntilAsync(() => Sequences(sample).Count() >= sent.Length, "every event");

        Assert.That(Sequences(sample), Is.EqualTo(sent), "each event once, in order");
        Assert.That(host.Server.Account.Counters.Identifies, Is.EqualTo(1));
        Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
    }

    // Lines are "NAME s=12 …".
    private static IEnumerable<long> Sequences(SampleProcess sample) => sample.Lines
        .Select(l => System.Text.RegularExpressions.Regex.Match(l, "^[A-Z_]+ s=([0-9]+)"))
        .Where(m => m.Success).Select(m => long.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
}
