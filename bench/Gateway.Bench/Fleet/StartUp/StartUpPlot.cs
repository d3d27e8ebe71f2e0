using Gateway.Bench.Plots;

namespace Gateway.Bench.Fleet.StartUp;

/// <summary>Shards that are Ready over time, beside the fastest that the rules allow.</summary>
internal static class StartUpPlot
{
    private const int Shards = 1000;
    private static readonly TimeSpan CloseUp = TimeSpan.FromSeconds(40);

    /// <summary>What the picture needs to be run.</summary>
    public static IReadOnlyList<StartUpCase> Cases { get; } =
    [
        new(Shards, 1), new(Shards, 1, IsSlow: true),
        new(Shards, 16), new(Shards, 16, IsSlow: true),
    ];

    /// <summary>The picture, byte for byte the same whenever the code is.</summary>
    /// <param name="results">Of <see cref="Cases"/>, among others.</param>
    public static string Draw(IReadOnlyList<StartUpResult> results)
    {
        StartUpResult[] needed = [.. Cases.Select(c => results.First(r => r.Case == c))];
        var (one, sixteen) = (needed[..2], needed[2..]);
        return SvgPlot.Write(new Plot(
            "Start of 1,000 shards: Ready over time",
            "Virtual time, the library's defaults, the simulator in memory. Drawn by Gateway.Bench fleet; a test draws it again.",
            [
                new(LineStyle.Reference, "fastest that the rules allow"),
                new(LineStyle.First, "no latency"),
                new(LineStyle.Second, "20 to 400 ms each way"),
            ],
            [
                Whole("max_concurrency 1", new Axis("time, minutes", 100, 25), one),
                Whole("max_concurrency 16", new Axis("time, minutes", 6, 1), sixteen),
                First(sixteen),
            ]));
    }

    private static Panel Whole(string title, Axis x, StartUpResult[] results) =>
        new(title, x, new Axis("shards Ready", Shards, 250), Lines(results, t => t.TotalMinutes, TimeSpan.MaxValue));

    private static Panel First(StartUpResult[] results) =>
        new(
        "16, the first 40 s", new Axis("time, seconds", CloseUp.TotalSeconds, 10), new Axis("shards Ready", 128, 32),
        Lines(results, t => t.TotalSeconds, CloseUp));

    private static Line[] Lines(StartUpResult[] results, Func<TimeSpan, double> unit, TimeSpan until)
    {
        var optimum = results[0].Case.Staircase();
        return
        [
            new(LineStyle.Reference, Points(optimum, unit, until)),
            .. results.Select(r => new Line(
                r.Case.IsSlow ? LineStyle.Second : LineStyle.First, Points(r.ReadyAt.Select((at, i) => (at, i + 1)), unit, until))),
        ];
    }

    private static List<(double X, double Y)> Points(IEnumerable<(TimeSpan At, int Shards)> steps, Func<TimeSpan, double> unit, TimeSpan until)
    {
        List<(double X, double Y)> points = [(0, 0), .. steps.TakeWhile(s => s.At < until).Select(s => (unit(s.At), (double)s.Shards))];
        if (until != TimeSpan.MaxValue)
        {
            points.Add((unit(until), points[^1].Y)); // On to the edge of the picture.
        }

        return points;
    }
}
