using System.Globalization;
using Gateway.Bench.Memory;

namespace Gateway.Bench.Fleet.Idle;

/// <summary>What an idle shard of a fleet costs, beside the least that .NET can do and beside a shard by itself.</summary>
internal static class IdleBench
{
    private static readonly string[] Kinds = ["bare", "plain", "fleet"];

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

        Console.WriteLine();
        Console.WriteLine($"| {shards} idle connections | resident KB each | of it on the managed heap |");
        Console.WriteLine("|---|---|---|");
        foreach (var kind in IdleKinds.All.Where(k => Kinds.Contains(k.Name)))
        {
            var figures = results[kind.Name];
            Console.WriteLine($"| {kind.Description} | {Spread.Of(figures.Select(f => f.Resident / 1024)).ToString("0.0")} | {Spread.Of(figures.Select(f => f.Heap / 1024)).ToString("0.0")} |");
        }

        Console.WriteLine();
    }
}
