using System.Globalization;
using Gateway.Bench.HotPath;
using Gateway.Core;

namespace Gateway.Bench.Fleet.Events;

/// <summary>A way of receiving events.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Sockets">How many connections it has.</param>
/// <param name="Naive">The variant that it is held against; null for such a one.</param>
internal sealed record EventVariant(string Name, int Sockets, string? Naive, Func<ServerProcess, int, int, Task<Sample>> RunAsync);

/// <summary>What an event costs over many shards, beside one shard and beside naive loops; all in turn, in every round.</summary>
internal static class EventBench
{
    private const int Events = 200_000;
    private const int WarmUp = 40_000;

    public static async Task<IReadOnlyList<(EventVariant Variant, List<Sample> Samples)>> RunAsync(int shards, int rounds)
    {
        using var server = new ServerProcess();
        (EventVariant Variant, List<Sample> Samples)[] results = [.. Variants(shards).Select(v => (v, new List<Sample>()))];
        for (var round = 1; round <= rounds; round++)
        {
            Console.Write($"events, round {round}:");
            foreach (var (variant, samples) in results)
            {
                samples.Add(await variant.RunAsync(server, WarmUp, Events));
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {variant.Name} {samples[^1].CpuMicroseconds:0.00}"));
            }

            Console.WriteLine(" µs");
        }

        Print(results);
        return results;
    }

    /// <summary>CPU of each round beside that of the variant it is held against.</summary>
    public static Spread? Ratio(IReadOnlyList<(EventVariant Variant, List<Sample> Samples)> results, string? name, string? to)
    {
        var (mine, other) = (results.FirstOrDefault(r => r.Variant.Name == name).Samples, results.FirstOrDefault(r => r.Variant.Name == to).Samples);
        return mine is null || other is null ? null : Spread.Of(mine.Zip(other, (m, o) => m.CpuMicroseconds / o.CpuMicroseconds));
    }

    public static EventVariant[] Variants(int shards)
    {
        var (one, many) = ("naive loop, 1 socket", string.Create(CultureInfo.InvariantCulture, $"naive loops, {shards:#,0} sockets"));
        return
        [
            new(one, 1, null, (s, w, n) => NaiveFleet.RunAsync(s, 1, w, n)),
            new("GatewayShard, queued", 1, one, FleetClients.OneAsync),
            new(many, shards, null, (s, w, n) => NaiveFleet.RunAsync(s, shards, w, n)),
            new("ShardManager, queued", shards, many, (s, w, n) => FleetClients.ManyAsync(s, shards, DeliveryMode.Queued, w, n)),
            new("ShardManager, inline", shards, many, (s, w, n) => FleetClients.ManyAsync(s, shards, DeliveryMode.Inline, w, n)),
        ];
    }

    private static void Print(IReadOnlyList<(EventVariant Variant, List<Sample> Samples)> results)
    {
        Console.WriteLine();
        Console.WriteLine("| MESSAGE_CREATE of 1.8 KB, one a write | sockets | CPU µs an event | events/s | cores | bytes an event | ratio to the naive loops |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (variant, samples) in results)
        {
            var rate = Spread.Of(samples.Select(s => s.EventsPerSecond));
            var cores = Spread.Of(samples.Select(s => s.CpuMicroseconds * s.EventsPerSecond / 1e6));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {variant.Name} | {variant.Sockets:#,0} | {Spread.Of(samples.Select(s => s.CpuMicroseconds)).ToString("0.0")} | {rate.Median:#,0} | {cores.Median:0.0} | {Spread.Of(samples.Select(s => s.BytesAllocated)).Median:0} | {Ratio(results, variant.Name, variant.Naive)?.ToString("0.00") ?? "1"} |"));
        }

        Console.WriteLine();
    }
}
