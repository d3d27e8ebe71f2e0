using Gateway.Bench.Fleet.StartUp;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Fleet;

/// <summary>Many shards in one process: part after part, each with its table and its picture.</summary>
internal static class FleetBench
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        if (!FleetArguments.TryParse(args, out var arguments, out var fault))
        {
            await Console.Error.WriteLineAsync(fault);
            await Console.Error.WriteLineAsync(FleetArguments.Usage);
            return 2;
        }

        Console.WriteLine(Report.Machine());
        if (arguments.Parts.Contains(FleetArguments.StartUp))
        {
            // A thread of its own: the virtual world takes its synchronization context away.
            var results = await Task.Factory.StartNew(
                StartUpBench.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await SaveAsync(arguments, "fleet-startup.svg", StartUpPlot.Draw(results));
        }

        return 0;
    }

    private static async Task SaveAsync(FleetArguments arguments, string name, string svg)
    {
        if (arguments.PlotDirectory is { } directory)
        {
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(Path.Combine(directory, name), svg);
            Console.WriteLine($"wrote {Path.Combine(directory, name)}");
            Console.WriteLine();
        }
    }
}
