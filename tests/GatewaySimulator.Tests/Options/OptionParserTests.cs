using System.Net;
using GatewaySimulator.Options;

namespace GatewaySimulator.Tests.Options;

/// <summary>The command line of the program.</summary>
[TestFixture]
public sealed class OptionParserTests
{
    [Test]
    public void Nothing_is_port_7000_on_loopback_without_faults()
    {
        var (options, errors) = OptionParser.Parse([]);

        Assert.That(errors, Is.Empty);
        Assert.That(options, Has.Property("Port").EqualTo(7000).And.Property("Listen").EqualTo(IPAddress.Loopback).And.Property("Faults").Null);
    }

    [Test]
    public void Every_option_reaches_the_server()
    {
        var (options, errors) = OptionParser.Parse(
        [
            "--port", "1", "--resume-port=2", "--listen", "[::1]", "--public-host", "sim", "--token", "t", "--guilds", "3", "--members", "4", "--shards", "5",
            "--max-concurrency", "6", "--identify-window", "7s", "--identifies", "8", "--heartbeat-interval", "900ms", "--resume-window", "1m", "--replay", "10",
            "--grant-intents", "members,content", "--rate", "1.5", "--faults", "heavy", "--seed", "12", "--quiet",
        ]);

        Assert.That(errors, Is.Empty);
        Assert.Multiple(() =>
        {
            Assert.That((options.Port, options.ResumePort, options.Listen, options.PublicHost), Is.EqualTo((1, 2, IPAddress.IPv6Loopback, "sim")));
            Assert.That(options.Server.Tokens, Is.EqualTo(new[] { "t" }));
            Assert.That((options.Server.GuildCount, options.Server.MembersPerGuild, options.Server.RecommendedShards), Is.EqualTo((3, 4, 5)));
            Assert.That((options.Server.MaxConcurrency, options.Server.IdentifyWindow, options.Server.IdentifyTotal), Is.EqualTo((6, TimeSpan.FromSeconds(7), 8)));
            Assert.That((options.Server.HeartbeatInterval, options.Server.ResumeWindow), Is.EqualTo((TimeSpan.FromMilliseconds(900), TimeSpan.FromMinutes(1))));
            Assert.That((options.Server.ReplayCapacity, options.Server.PrivilegedIntents), Is.EqualTo(((int?)10, (1L << 1) | (1L << 15))));
            Assert.That((options.Server.EventsPerSecond, options.Server.Seed, options.Quiet), Is.EqualTo((1.5, 12, true)));
            Assert.That(options.Faults, Is.EqualTo(new FaultSource(FaultLevel.Heavy, null)));
        });
        Assert.That(options.Server.Validate, Throws.Nothing);
    }

    [TestCase("--port 65536", "--port: '65536' is not allowed. Allowed: 0 to 65535.")]
    [TestCase("--port", "--port has no value. Allowed: 0 to 65535.")]
    [TestCase("--port 1 --port 2", "--port is given twice. Allowed: once.")]
    [TestCase("--quiet=yes", "--quiet takes no value. Allowed: --quiet alone.")]
    [TestCase("--ports 7", "'--ports' is not an option. Did you mean --port? Allowed: --port, ")]
    [TestCase("--certificate x.pem", "--certificate belongs to --tls. Allowed: together with it.")]
    [TestCase("--listen here", "--listen: 'here' is not allowed. Allowed: an IP address")]
    [TestCase("--grant-intents members,all", "--grant-intents: 'members,all' is not allowed. Allowed: none, all, or some of")]
    [TestCase("--faults nowhere.json", "--faults: 'nowhere.json' is not allowed. Allowed: none, default, heavy, or the path")]
    [TestCase("--heartbeat-interval 5", "--heartbeat-interval: '5' is not allowed. Allowed: a number with a unit, 10ms to 10m")]
    [TestCase("--heartbeat-interval 1h", "--heartbeat-interval: '1h' is not allowed. Allowed: a number with a unit, 10ms to 10m")]
    public void Wrong_options_are_told_with_what_is_allowed(string line, string error)
    {
        var (_, errors) = OptionParser.Parse(line.Split(' '));

        Assert.That(errors, Has.Count.EqualTo(1));
        Assert.That(errors[0], Does.StartWith(error));
    }

    [Test]
    public void Help_names_every_option_within_the_width_of_a_terminal()
    {
        var lines = HelpText.Text.Split(Environment.NewLine);

        Assert.That(OptionTable.Rows.Select(r => r.Name).Where(n => !lines.Any(l => l.StartsWith("  " + n, StringComparison.Ordinal))), Is.Empty);
        Assert.That(lines.Where(l => l.Length > 112), Is.Empty);
    }
}
