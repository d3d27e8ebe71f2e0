using Gateway.Core;
using StressBot.Options;

namespace StressBot.Tests.Options;

public class OptionParserTests
{
    [Test]
    public void Nothing_given_means_the_simulator_with_default_faults()
    {
        var (options, errors) = Parse();

        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(options, Is.EqualTo(new StressOptions()));
            Assert.That(options.UsesSimulator, Is.True);
        });
    }

    [Test]
    public void Every_option_of_the_simulator_is_read_in_both_spellings()
    {
        var expected = new StressOptions
        {
            Shards = 8,
            Duration = TimeSpan.FromMinutes(10),
            Simulator = SimulatorMode.Child,
            Rate = 12.5,
            Faults = FaultLevel.Heavy,
            Seed = 7,
            MaxConcurrency = 32,
            ConnectCap = 50,
            Interlude = Interlude.Storm,
            Delivery = DeliveryMode.Inline,
            ReportFile = "r.json",
            Verbose = true,
        };

        Assert.Multiple(() =>
        {
            Assert.That(
                Parse("--shards", "8", "--duration", "10m", "--simulator", "child", "--rate", "12.5", "--faults", "heavy", "--seed", "7", "--max-concurrency", "32", "--connect-cap", "50", "--storm", "--delivery", "inline", "--report", "r.json", "--verbose").Options,
                Is.EqualTo(expected));
            Assert.That(
                Parse("--shards=8", "--duration=10m", "--simulator=child", "--rate=12.5", "--faults=heavy", "--seed=7", "--max-concurrency=32", "--connect-cap=50", "--storm", "--delivery=inline", "--report=r.json", "--verbose").Options,
                Is.EqualTo(expected));
        });
    }

    [TestCase("--shards 0", "--shards: '0' is not allowed. Allowed: 1 to 10000.")]
    [TestCase("--shards four", "--shards: 'four' is not allowed. Allowed: 1 to 10000.")]
    [TestCase("--duration 30", "--duration: '30' is not allowed. Allowed: a number with a unit, 1s to 30d: 25s, 10m, 2h, 1d.")]
    [TestCase("--simulator inside", "--simulator: 'inside' is not allowed. Allowed: in-process, child.")]
    [TestCase("--faults some", "--faults: 'some' is not allowed. Allowed: none, default, heavy.")]
    [TestCase("--rate -1", "--rate: '-1' is not allowed. Allowed: 0 to 100000 events a second.")]
    [TestCase("--rate NaN", "--rate: 'NaN' is not allowed. Allowed: 0 to 100000 events a second.")]
    [TestCase("--seed 1.5", "--seed: '1.5' is not allowed. Allowed: 0 to 2147483647.")]
    [TestCase("--seed", "--seed has no value. Allowed: 0 to 2147483647.")]
    [TestCase("--max-concurrency 0", "--max-concurrency: '0' is not allowed. Allowed: 1 to 1024.")]
    [TestCase("--connect-cap none", "--connect-cap: 'none' is not allowed. Allowed: 1 to 100000 connections a second.")]
    [TestCase("--storm --restart", "--storm and --restart exclude each other. Allowed: one of them.")]
    [TestCase("--storm --reshard 4:8", "--storm and --reshard exclude each other. Allowed: one of them.")]
    [TestCase("--hand-over --shards 1", "--hand-over has a shard in each of two processes, which identify at the same time. Allowed: --shards 2 to 1000.")]
    [TestCase("--reshard 4:4", "--reshard: '4:4' is not allowed. Allowed: two different counts of 1 to 1000 with a colon between them: 4:8.")]
    [TestCase("--reshard 8", "--reshard: '8' is not allowed. Allowed: two different counts of 1 to 1000 with a colon between them: 4:8.")]
    [TestCase("--reshard 4:8 --shards 4", "--shards does not go with --reshard. Allowed: without it; --reshard gives the shards and has no faults.")]
    [TestCase("--live --restart", "--restart works on the simulator only. Allowed: without --gateway and --live.")]
    [TestCase("--verbose=yes", "--verbose takes no value. Allowed: --verbose alone.")]
    [TestCase("--seed 1 --seed 2", "--seed is given twice. Allowed: once.")]
    [TestCase("--live --gateway ws://x --token-env TOKEN", "--live and --gateway exclude each other. Allowed: one of them.")]
    [TestCase("--live --faults none", "--faults works on the simulator only. Allowed: without --gateway and --live.")]
    [TestCase("--gateway ws://x", "--gateway needs --token-env. Allowed: the name of an environment variable that holds the token.")]
    [TestCase("--gateway ftp://x --token-env TOKEN", "--gateway: 'ftp://x' is not allowed. Allowed: an absolute ws, wss, http or https URL.")]
    [TestCase("--token-env TOKEN", "--token-env belongs to --gateway. Allowed: together with it.")]
    [TestCase("--gateway ws://x --token-env UNSET", "The environment variable UNSET is not set. Allowed: a bot token in it.")]
    [TestCase("--alert-webhook https://x", "--alert-webhook belongs to --live. Allowed: together with it.")]
    public void What_is_wrong_is_said_with_what_is_allowed(string line, string message) =>
        Assert.That(Parse(line.Split(' ')).Errors, Does.Contain(message));

    [Test]
    public void An_unknown_option_is_answered_with_the_closest_and_with_all()
    {
        var errors = Parse("--fault", "none").Errors;

        Assert.That(errors, Has.Count.EqualTo(1).And.All.StartsWith("'--fault' is not an option. Did you mean --faults? Allowed: --shards, --duration"));
    }

    [Test]
    public void All_errors_are_told_at_once() =>
        Assert.That(Parse("--shards", "x", "--rate", "y", "--seed", "z").Errors, Has.Count.EqualTo(3));

    [TestCase("", nameof(FaultLevel.Default))]
    [TestCase("--storm", nameof(FaultLevel.None))]
    [TestCase("--restart", nameof(FaultLevel.None))]
    [TestCase("--storm --faults heavy", nameof(FaultLevel.Heavy))]
    public void A_storm_or_a_restart_comes_alone_unless_faults_are_asked_for(string line, string faults) =>
        Assert.That(Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Options.FaultsInflicted.ToString(), Is.EqualTo(faults));

    [Test]
    public void Live_needs_a_token_in_the_environment()
    {
        Assert.Multiple(() =>
        {
            Assert.That(OptionParser.Parse(["--live"], _ => null).Errors, Has.Count.EqualTo(1).And.All.EqualTo("The environment variable DISCORD_TOKEN is not set. Allowed: a bot token in it."));
            Assert.That(Parse("--live", "--alert-webhook", "https://x/y").Errors, Is.Empty);
        });
    }

    [Test]
    public void Help_names_every_option_and_fits_a_terminal()
    {
        Assert.Multiple(() =>
        {
            foreach (var row in OptionTable.Rows)
            {
                Assert.That(HelpText.Text, Does.Contain(row.Name));
            }

            Assert.That(HelpText.Text.Split('\n').Max(l => l.TrimEnd().Length), Is.LessThanOrEqualTo(120));
        });
    }

    private static ParsedOptions Parse(params string[] args) =>
        OptionParser.Parse(args, name => name is "TOKEN" or "DISCORD_TOKEN" ? "a-token" : null);
}
