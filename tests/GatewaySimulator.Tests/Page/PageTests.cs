using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Tests.Interop;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Page;

/// <summary>The live page, as a person uses it.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class PageTests
{
    [Test]
    public async Task Page_shows_shards_and_its_buttons_break_them()
    {
        var node = Requirement.Node();
        var chromium = Requirement.Chromium();
        Requirement.Package("@discordjs/ws");
        Requirement.Package("playwright-core");
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { RecommendedShards = 4, MaxConcurrency = 4, GuildCount = 40, EventsPerSecond = 25 },
        });
        using var bot = new NodeProcess(node, "discordjs-ws.mjs", host.HttpBaseUrl + "api", "sim-token", "none");
        await bot.UntilAsync("shard-ready", 4);
        var picture = RepositoryFiles.Updates ? RepositoryFiles.PathOf("docs", "images", "simulator.png") : "";
        using var page = new NodeProcess(node, "page.mjs", host.HttpBaseUrl.GetLeftPart(UriPartial.Authority), chromium, picture);

        var connected = await page.UntilAsync("connected");
        Assert.That(connected.GetProperty("shards").EnumerateArray().Select(s => s.GetString()), Has.Exactly(4).Contains("connected"));
        Assert.That(connected.GetProperty("verbs").GetInt32(), Is.EqualTo(Gateway.Simulator.Faults.FaultCatalog.All.Count));
        var resumed = await page.UntilAsync("resumed");
        Assert.That(resumed.GetProperty("answer").GetString(), Does.Contain("\"hits\":4"));
        Assert.That(resumed.GetProperty("applied").GetString(), Does.Contain("reconnect"));
        Assert.That((await page.UntilAsync("refused")).GetProperty("answer").GetString(), Does.Contain("NO_SUCH_EVENT"));
        await page.UntilAsync("broken");
        var finished = await page.UntilAsync("finished");

        Assert.That(finished.GetProperty("foreign").GetArrayLength(), Is.Zero, "requests to other addresses");
        Assert.That(page.Told("error").Select(e => e.ToString()), Has.All.Contains("400"), "only the refused event");
        Assert.That(host.Server.Account.Counters.ResumesAccepted, Is.EqualTo(4));
        await bot.StopAsync();
    }
}
