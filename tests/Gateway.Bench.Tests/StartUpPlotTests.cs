using Gateway.Bench.Fleet.StartUp;

namespace Gateway.Bench.Tests;

/// <summary>The one picture of the documents that is the same wherever it is made.</summary>
[TestFixture]
internal sealed class StartUpPlotTests
{
    [Test]
    public void The_picture_in_the_documents_is_what_the_code_draws()
    {
        var drawn = StartUpPlot.Draw([.. StartUpPlot.Cases.Select(StartUpRun.Of)]);
        Assert.That(
            File.ReadAllText(InDocs("images", "fleet-startup.svg")), Is.EqualTo(drawn),
            "dotnet run -c Release --project bench/Gateway.Bench -- fleet --only startup --plots docs/images writes it");
    }

    [TestCase(1, 1, 1)]
    [TestCase(16, 16, 1)]
    [TestCase(17, 16, 2)]
    [TestCase(100, 16, 7)]
    public void The_optimum_is_a_window_for_each_round_of_the_buckets(int shards, int concurrency, int windows)
    {
        var started = new StartUpCase(shards, concurrency);
        Assert.That(started.Optimum, Is.EqualTo(TimeSpan.FromSeconds(5 * windows)));
        Assert.That(started.Staircase().Last(), Is.EqualTo((TimeSpan.FromSeconds(5 * (windows - 1)), shards)), "the last of them");
    }

    [Test]
    public void Nothing_is_Ready_before_the_rules_allow_it()
    {
        var started = new StartUpCase(50, 16);
        var result = StartUpRun.Of(started);
        Assert.That(result.ReadyAt, Has.Count.EqualTo(50));
        Assert.That(result.Refused, Is.Zero);
        foreach (var (at, shards) in started.Staircase())
        {
            Assert.That(result.ReadyAt.Count(t => t < at + StartUpCase.Window), Is.LessThanOrEqualTo(shards), $"before {at + StartUpCase.Window}");
        }
    }

    private static string InDocs(params string[] path)
    {
        var directory = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Gateway.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine([directory.FullName, "docs", .. path]);
    }
}
