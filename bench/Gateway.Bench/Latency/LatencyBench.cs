using System.Globalization;
using System.Text.Json;
using Gateway.Bench.HotPath;
using Gateway.Core;

namespace Gateway.Bench.Latency;

/// <summary>From the server's write to the handler, at two rates; then heartbeats under full load.</summary>
internal static class LatencyBench
{
    private static readonly int[] Rates = [10_000, 100_000];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var server = new ServerProcess();
        var latencies = new Dictionary<(int Rate, string Client), List<Percentiles>>();
        var lateness = new Dictionary<string, List<Percentiles>>();
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            Console.WriteLine($"round {round}");
            foreach (var rate in Rates)
            {
                foreach (var client in LatencyClients.All)
                {
                    var seen = await client.RunAsync(server, rate, rate * arguments.Seconds);
                    Add(latencies, (rate, client.Name), seen);
                    Console.WriteLine($"  {rate} events/s, {client.Name}: {seen.InMicroseconds}");
                }
            }

            foreach (var mode in Enum.GetValues<DeliveryMode>())
            {
                var seen = await HeartbeatLoad.RunAsync(server, mode, arguments.Seconds);
                Add(lateness, mode.ToString(), seen);
                Console.WriteLine($"  heartbeats, {mode}: {seen.InMilliseconds}");
            }
        }

        Print(arguments, latencies, lateness);
        if (arguments.JsonFile is { } file)
        {
            WriteJson(file, latencies, lateness);
        }

        return 0;
    }

    private static void Add<T>(Dictionary<T, List<Percentiles>> results, T key, Percentiles seen)
        where T : notnull
    {
        if (!results.TryGetValue(key, out var list))
        {
            results[key] = list = [];
        }

        list.Add(seen);
    }

    private static void Print(
        Arguments arguments,
        Dictionary<(int Rate, string Client), List<Percentiles>> latencies,
        Dictionary<string, List<Percentiles>> lateness)
    {
        Console.WriteLine();
        Console.WriteLine($"medians of {arguments.Rounds} rounds of {arguments.Seconds} s (least to most)");
        Console.WriteLine(Report.Machine());
        Console.WriteLine();
        Console.WriteLine("events/s  client    p50 µs                   p99 µs                    p99.9 µs");
        foreach (var ((rate, client), seen) in latencies)
        {
            Console.WriteLine(
                $"{rate,-9} {client,-9} {Of(seen, p => p.P50, 1e6).ToString("0"),-24} {Of(seen, p => p.P99, 1e6).ToString("0"),-25} {Of(seen, p => p.P999, 1e6).ToString("0")}");
        }

        Console.WriteLine();
        Console.WriteLine($"heartbeats of {HeartbeatLoad.IdleShards + 1} shards, one of them flooded");
        Console.WriteLine("delivery  late p50 ms              late p99 ms               late most ms");
        foreach (var (mode, seen) in lateness)
        {
            Console.WriteLine(
                $"{mode,-9} {Of(seen, p => p.P50, 1e3).ToString("0.0"),-24} {Of(seen, p => p.P99, 1e3).ToString("0.0"),-25} {Of(seen, p => p.Most, 1e3).ToString("0.0")}");
        }
    }

    private static Spread Of(List<Percentiles> seen, Func<Percentiles, double> figure, double scale) =>
        Spread.Of(seen.Select(p => figure(p) * scale));

    private static void WriteJson(
        string file,
        Dictionary<(int Rate, string Client), List<Percentiles>> latencies,
        Dictionary<string, List<Percentiles>> lateness)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("machine", Report.Machine());
        foreach (var ((rate, client), seen) in latencies)
        {
            WriteSeconds(json, string.Create(CultureInfo.InvariantCulture, $"{client}-{rate}"), seen);
        }

        foreach (var (mode, seen) in lateness)
        {
            WriteSeconds(json, $"heartbeatLateness{mode}", seen);
        }

        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, List<Percentiles> seen)
    {
        json.WriteStartObject(name);
        Report.Write(json, "p50Microseconds", Of(seen, p => p.P50, 1e6));
        Report.Write(json, "p99Microseconds", Of(seen, p => p.P99, 1e6));
        Report.Write(json, "p999Microseconds", Of(seen, p => p.P999, 1e6));
        Report.Write(json, "mostMicroseconds", Of(seen, p => p.Most, 1e6));
        json.WriteEndObject();
    }
}
