using System.Globalization;
using Gateway.Bench.Plots;
using Gateway.Core.Fleet;

namespace Gateway.Bench.Fleet.Recovery;

/// <summary>Percent RESUMED over time.</summary>
internal static class RecoveryPlot
{
    private static readonly Axis Percent = new("shards RESUMED, percent", 100, 25);

    public static string Draw(RecoveryResult free, RecoveryResult capped)
    {
        var reference = new Line(LineStyle.Reference, [.. Schedule(capped.Dropped)]);
        return SvgPlot.Write(new Plot(
            string.Create(CultureInfo.InvariantCulture, $"{free.Dropped:#,0} shards after all connections were reset at once"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Real sockets, the simulator in another process, {Environment.ProcessorCount} cores. Of {free.Events + capped.Events:#,0} events {free.Lost + capped.Lost} lost and {free.Twice + capped.Twice} twice; {free.Identifies + capped.Identifies} identifies spent."),
            [
                new(LineStyle.First, "no cap on connects"),
                new(LineStyle.Second, "default: at most 100 a second"),
                new(LineStyle.Reference, "100 a second to the dot"),
            ],
            [
                new("both", Time(Math.Max(free.SecondsTo(100), capped.SecondsTo(100))), Percent, [reference, Curve(LineStyle.First, free), Curve(LineStyle.Second, capped)]),
                new("no cap", Time(free.SecondsTo(100)), Percent, [Curve(LineStyle.First, free)]),
            ]));
    }

    private static Axis Time(double seconds) => Axis.Over("time since the reset, seconds", double.IsFinite(seconds) ? seconds : 60);

    private static Line Curve(LineStyle style, RecoveryResult result) => new(
        style, [(0, 0), .. result.Resumed.Select((t, i) => (t.TotalSeconds, 100.0 * (i + 1) / result.Dropped))]);

    private static IEnumerable<(double X, double Y)> Schedule(int shards)
    {
        for (var i = 0; i <= shards; i++)
        {
            yield return ((double)i / new StormOptions().MaxConnectsPerSecond!.Value, 100.0 * i / shards);
        }
    }
}
