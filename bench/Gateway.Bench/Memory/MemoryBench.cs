using System.Globalization;
using System.Text.Json;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Memory;

/// <summary>One process a kind and round, the kinds taking turns.</summary>
internal static class MemoryBench
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var server = new ServerProcess();
        var results = IdleKinds.All.ToDictionary(k => k.Name, _ => new List<(double Resident, double Heap)>());
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            Console.Write($"round {round}:");
            foreach (var kind in IdleKinds.All)
            {
                server.Feed(kind.Events);
                var result = await MeasureAsync(kind, arguments.Shards, server.Url);
                results[kind.Name].Add(result);
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {kind.Name} {result.Resident / 1024:0.0}"));
            }

            Console.WriteLine(" KB");
        }

        Print(arguments, results);
        if (arguments.JsonFile is { } file)
        {
            WriteJson(file, arguments, results);
        }

        return 0;
    }

    /// <summary>Bytes a connection, in a process of its own.</summary>
    public static async Task<(double Resident, double Heap)> MeasureAsync(IdleKind kind, int count, Uri url)
    {
        using var process = ServerProcess.Start(
            "hold-idle", kind.Name, count.ToString(CultureInfo.InvariantCulture), kind.Events.ToString(CultureInfo.InvariantCulture), url.AbsoluteUri);
        var words = (await process.StandardOutput.ReadLineAsync())?.Split(' ')
            ?? throw new InvalidOperationException($"The process for {kind.Name} ended without a figure.");
        await process.WaitForExitAsync();
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    private static void Print(Arguments arguments, Dictionary<string, List<(double Resident, double Heap)>> results)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"bytes an idle connection: {arguments.Shards} against 0 in one process, after a full collection; medians of {arguments.Rounds} rounds (least to most)"));
        Console.WriteLine(Report.Machine());
        Console.WriteLine();
        Console.WriteLine("connection   resident KB              of it on the managed heap");
        foreach (var kind in IdleKinds.All)
        {
            var resident = Spread.Of(results[kind.Name].Select(r => r.Resident / 1024));
            var heap = Spread.Of(results[kind.Name].Select(r => r.Heap / 1024));
            Console.WriteLine($"{kind.Name,-12} {resident.ToString("0.0"),-24} {heap.ToString("0.0"),-24} {kind.Description}");
        }
    }

    private static void WriteJson(string file, Arguments arguments, Dictionary<string, List<(double Resident, double Heap)>> results)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("machine", Report.Machine());
        json.WriteNumber("connections", arguments.Shards);
        json.WriteNumber("rounds", arguments.Rounds);
        json.WriteStartObject("kinds");
        foreach (var (name, figures) in results)
        {
            json.WriteStartObject(name);
            Report.Write(json, "residentBytes", Spread.Of(figures.Select(f => f.Resident)));
            Report.Write(json, "heapBytes", Spread.Of(figures.Select(f => f.Heap)));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
