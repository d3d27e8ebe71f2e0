using System.Globalization;
using System.Text.Json;
using Gateway.Bench.HotPath;
using Gateway.Bench.Memory;

namespace Gateway.Bench.IdleCpu;

/// <summary>What idle shards cost in CPU time: heartbeats at Discord's interval and their answers, and nothing else.</summary>
internal static class IdleCpuBench
{
    /// <summary>The kinds of <see cref="IdleKinds"/> that are measured.</summary>
    private static readonly string[] Kinds = ["plain", "zlib"];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var server = new ServerProcess();
        var results = Kinds.ToDictionary(k => k, _ => new List<IdleCpuFigures>());
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            foreach (var kind in Kinds)
            {
                var figures = await MeasureAsync(kind, arguments.Shards, arguments.Seconds, server.Url);
                results[kind].Add(figures);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"round {round}: {kind} {figures.PercentOfACore:0.00} % of a core, {figures.Heartbeats} heartbeats"));
            }
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"CPU of {arguments.Shards} idle shards in one process over {arguments.Seconds} s; medians of {arguments.Rounds} rounds (least to most)"));
        Console.WriteLine(Report.Machine());
        Console.WriteLine();
        Console.WriteLine("shards       % of one core            µs a heartbeat");
        foreach (var kind in Kinds)
        {
            Console.WriteLine(
                $"{kind,-12} {Percent(results[kind]).ToString("0.00"),-24} {Spread.Of(results[kind].Select(f => f.MicrosecondsAHeartbeat)).ToString("0")}");
        }

        if (arguments.JsonFile is { } file)
        {
            WriteJson(file, arguments, results);
        }

        return 0;
    }

    /// <summary>One figure, in a process of its own.</summary>
    /// <param name="kind">A shard of <see cref="IdleKinds"/>, by its name.</param>
    /// <param name="shards">How many.</param>
    /// <param name="seconds">How long they idle.</param>
    /// <param name="url">The server.</param>
    public static async Task<IdleCpuFigures> MeasureAsync(string kind, int shards, int seconds, Uri url)
    {
        using var process = ServerProcess.Start(
            "rest-idle", kind, shards.ToString(CultureInfo.InvariantCulture), seconds.ToString(CultureInfo.InvariantCulture), url.AbsoluteUri);
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The process for {kind} ended without a figure.");
        await process.WaitForExitAsync();
        return IdleCpuFigures.Parse(line);
    }

    private static Spread Percent(IEnumerable<IdleCpuFigures> figures) => Spread.Of(figures.Select(f => f.PercentOfACore));

    private static void WriteJson(string file, Arguments arguments, Dictionary<string, List<IdleCpuFigures>> results)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("machine", Report.Machine());
        json.WriteNumber("shards", arguments.Shards);
        json.WriteNumber("seconds", arguments.Seconds);
        json.WriteNumber("rounds", arguments.Rounds);
        json.WriteStartObject("percentOfACore");
        foreach (var (kind, figures) in results)
        {
            Report.Write(json, kind, Percent(figures));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
