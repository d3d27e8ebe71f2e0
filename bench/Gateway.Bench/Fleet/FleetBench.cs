using Gateway.Bench.Fleet.Events;
using Gateway.Bench.Fleet.Idle;
using Gateway.Bench.Fleet.Recovery;
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

        if (arguments.Parts.Contains(FleetArguments.Recovery))
        {
            var (free, capped) = await RecoveryBench.RunAsync(arguments.Shards, arguments.Rounds);
            await SaveAsync(arguments, "fleet-recovery.svg", RecoveryPlot.Draw(free, capped));
        }

        if (arguments.Parts.Contains(FleetArguments.Idle))
        {
            await IdleBench.RunAsync(arguments.Shards, arguments.Rounds);
        }

        if (arguments.Parts.Contains(FleetArguments.Events))
        {
            var results = await EventBench.RunAsync(arguments.Shards, arguments.Rounds);
            await SaveAsync(arguments, "fleet-events.svg", EventPlot.Draw(results));
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
