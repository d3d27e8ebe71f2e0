using Gateway.Bench.Fleet;

namespace Gateway.Bench.Tests;

[TestFixture]
internal sealed class FleetArgumentsTests
{
    [Test]
    public void Without_options_all_parts_run()
    {
        Assert.That(FleetArguments.TryParse([], out var arguments, out _));
        Assert.That(arguments.Parts, Is.EqualTo(new[] { "startup", "recovery", "idle", "events" }));
        Assert.That(arguments, Has.Property("Shards").EqualTo(1000).And.Property("Rounds").EqualTo(3).And.Property("PlotDirectory").Null);
    }

    [Test]
    public void Options_are_taken()
    {
        Assert.That(FleetArguments.TryParse(
            ["--only", "events,startup", "--shards", "20", "--rounds", "1", "--plots", "docs/images"], out var arguments, out _));
        Assert.That(arguments.Parts, Is.EqualTo(new[] { "events", "startup" }));
        Assert.That(arguments, Has.Property("Shards").EqualTo(20).And.Property("Rounds").EqualTo(1).And.Property("PlotDirectory").EqualTo("docs/images"));
    }

    [TestCase("--only startup,end", "--only startup,end is not allowed. Allowed: startup, recovery, idle, events, separated by commas.")]
    [TestCase("--only", "--only  is not allowed. Allowed: startup, recovery, idle, events, separated by commas.")]
    [TestCase("--shards 0", "--shards 0 is not allowed. Allowed: a whole number from 1 to 5000.")]
    [TestCase("--rounds x", "--rounds x is not allowed. Allowed: a whole number from 1 to 100.")]
    [TestCase("--plots", "--plots needs a directory.")]
    [TestCase("--what 1", "'--what' is no option of fleet. Allowed: --only, --shards, --rounds and --plots.")]
    public void What_is_wrong_is_named(string line, string fault)
    {
        Assert.That(FleetArguments.TryParse(line.Split(' '), out _, out var said), Is.False);
        Assert.That(said, Is.EqualTo(fault));
    }
}
