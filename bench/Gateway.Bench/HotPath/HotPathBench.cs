using System.Globalization;
using Gateway.Bench.Server;
using Gateway.Core;

namespace Gateway.Bench.HotPath;

/// <summary>All variants in turn, in every round, so that whatever else the machine does hits them alike.</summary>
internal static class HotPathBench
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var server = new ServerProcess();
        Variant[] variants = [.. Variants.All.Where(v => arguments.Only.Count == 0 || arguments.Only.Contains(v.Name))];
        var report = new Report(
            arguments.Events, arguments.Rounds, (int)ServedEvents.Messages.Average(m => m.MaxLength));
        var warmUp = Math.Max(2 * new DeliveryOptions().QueueCapacity, arguments.Events / 10);
        for (var round = 0; round <= arguments.Rounds; round++)
        {
            Console.Write(round == 0 ? "warm-up:" : $"round {round}:");
            foreach (var variant in variants)
            {
                var sample = await variant.RunAsync(server, warmUp, arguments.Events);
                Console.Write(string.Create(CultureInfo.InvariantCulture, $" {variant.Name} {sample.CpuMicroseconds:0.00}"));
                if (round > 0)
                {
                    report.Add(variant, sample);
                }
            }

            Console.WriteLine(" µs");
        }

        report.Print();
        if (arguments.JsonFile is { } file)
        {
            report.WriteJson(file);
        }

        return 0;
    }
}
