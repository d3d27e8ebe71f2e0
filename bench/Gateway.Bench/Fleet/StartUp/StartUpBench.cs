using System.Globalization;

namespace Gateway.Bench.Fleet.StartUp;

/// <summary>The start-up schedule against the optimum.</summary>
internal static class StartUpBench
{
    private const int Most = 1000; // A bucket: more of them would wait for hours, and show nothing more.
    private static readonly int[] Concurrencies = [1, 16];
    private static readonly int[] Counts = [16, 100, 1000, 10_000];

    public static IReadOnlyList<StartUpResult> Run()
    {
        var results = new List<StartUpResult>();
        foreach (var started in Concurrencies.SelectMany(c => Counts.Where(n => n <= Most * c).Select(n => new StartUpCase(n, c))))
        {
            results.Add(Run(started));
            results.Add(Run(started with { IsSlow = true }));
        }

        Print(results);
        return results;
    }

    private static StartUpResult Run(StartUpCase started)
    {
        var result = StartUpRun.Of(started);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start-up: {started.Shards} shards, max_concurrency {started.MaxConcurrency}, {(started.IsSlow ? "20-400 ms" : "no latency")}: {Text(result.Took)}"));
        return result;
    }

    private static void Print(List<StartUpResult> results)
    {
        Console.WriteLine();
        Console.WriteLine("| shards n | max_concurrency m | optimum, ⌈n / m⌉ × 5 s, min:s | no latency | ratio | 20–400 ms one way | ratio | op 9 |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var pair in results.Chunk(2))
        {
            var (quick, slow) = (pair[0], pair[1]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {quick.Case.Shards:#,0} | {quick.Case.MaxConcurrency} | {Text(quick.Case.Optimum)} | {Text(quick.Took)} | {quick.Ratio:0.000} | {Text(slow.Took)} | {slow.Ratio:0.000} | {quick.Refused + slow.Refused} |"));
        }

        Console.WriteLine();
    }

    private static string Text(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.TotalSeconds % 60:00.0}");
}
