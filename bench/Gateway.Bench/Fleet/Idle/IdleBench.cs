using System.Globalization;
using Gateway.Bench.IdleCpu;
using Gateway.Bench.Memory;

namespace Gateway.Bench.Fleet.Idle;

/// <summary>What an idle shard of a fleet costs, beside the least that .NET can do.</summary>
internal static class IdleBench
{
    private const string Fleet = "fleet";
    private const int CpuSeconds = 42; // Every shard sends a heartbeat each 41.25 s.
    private static readonly string[] Kinds = ["bare", Fleet];

    public static async Task RunAsync(int shards, int rounds)
    {
        using var server = new ServerProcess();
        var results = Kinds.ToDictionary(k => k, _ => new List<(double Resident, double Heap)>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var kind in IdleKinds.All.Where(k => Kinds.Contains(k.Name)))
            {
                var result = await MemoryBench.MeasureAsync(kind, shards, server.Url);
                results[kind.Name].Add(result);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"idle, round {round}, {kind.Name}: {result.Resident / 1024:0.0} KB"));
            }
        }

        var cpu = await IdleCpuBench.MeasureAsync(Fleet, shards, CpuSeconds, server.Url);
        Console.WriteLine();
        Console.WriteLine($"| {shards} idle connections | resident KB each | of it on the managed heap | CPU of all, percent of a core |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var kind in IdleKinds.All.Where(k => Kinds.Contains(k.Name)))
        {
            var figures = results[kind.Name];
            var percent = kind.Name == Fleet ? string.Create(CultureInfo.InvariantCulture, $"{cpu.PercentOfACore:0.00}, {cpu.Heartbeats} heartbeats in {CpuSeconds} s") : "–";
            Console.WriteLine(
                $"| {kind.Description} | {Spread.Of(figures.Select(f => f.Resident / 1024)).ToString("0.0")} | {Spread.Of(figures.Select(f => f.Heap / 1024)).ToString("0.0")} | {percent} |");
        }

        Console.WriteLine();
    }
}
