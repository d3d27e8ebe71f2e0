using System.Globalization;
using Gateway.Core.Fleet;

namespace Gateway.Bench.Fleet.Recovery;

/// <summary>All connections reset at once, with the default caps on connects and without.</summary>
internal static class RecoveryBench
{
    private static readonly StormOptions NoCap = new() { MaxConnectsPerSecond = null, MaxInFlight = null };

    /// <returns>Of each kind the run in the middle: without a cap, and with the default.</returns>
    public static async Task<(RecoveryResult NoCap, RecoveryResult Capped)> RunAsync(int shards, int rounds)
    {
        var free = new List<RecoveryResult>();
        var capped = new List<RecoveryResult>();
        for (var round = 1; round <= rounds; round++)
        {
            free.Add(await RunAsync(round, "no cap", shards, NoCap));
            capped.Add(await RunAsync(round, "100 connects a second", shards, new StormOptions()));
        }

        Print(free, capped);
        return (Middle(free), Middle(capped));
    }

    private static async Task<RecoveryResult> RunAsync(int round, string name, int shards, StormOptions storm)
    {
        var result = await RecoveryRun.OfAsync(shards, storm);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"recovery, round {round}, {name}: {result.Resumed.Count} of {result.Dropped} RESUMED, the last after {result.SecondsTo(100):0.00} s; {result.Lost} of {result.Events} events lost"));
        return result;
    }

    private static RecoveryResult Middle(List<RecoveryResult> results) => results.OrderBy(r => r.SecondsTo(100)).ElementAt(results.Count / 2);

    private static void Print(List<RecoveryResult> free, List<RecoveryResult> capped)
    {
        Console.WriteLine();
        Console.WriteLine("| connects | shards | first RESUMED, s | half | 90 % | all | events | lost | twice | identifies |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        Print("no cap", free);
        Print("100 a second (default)", capped);
        Console.WriteLine();
    }

    private static void Print(string name, List<RecoveryResult> results)
    {
        string[] times = [.. new[] { 0.0, 50, 90, 100 }.Select(p => Spread.Of(results.Select(r => r.SecondsTo(p))).ToString("0.00"))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {results[0].Dropped} | {string.Join(" | ", times)} | {results.Sum(r => r.Events):#,0} | {results.Sum(r => r.Lost)} | {results.Sum(r => r.Twice)} | {results.Sum(r => r.Identifies)} |"));
    }
}
