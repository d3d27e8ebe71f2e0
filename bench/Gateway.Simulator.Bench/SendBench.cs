using System.Diagnostics;

namespace Gateway.Simulator.Bench;

/// <summary>Events a second to one connection.</summary>
internal static class SendBench
{
    private const int WarmUp = 50_000;

    public static async Task<int> RunAsync(int events, int rounds)
    {
        using var server = new ServerProcess();
        using var bare = await Reader.ConnectAsync(server.BarePort);
        using var simulator = await Identified.ConnectAsync(server.SimulatorPort, 0, 1);
        var rates = new List<(double Bare, double Simulator)>();
        for (var round = 0; round < rounds; round++)
        {
            rates.Add((await MeasureAsync(server, bare, "bare", events), await MeasureAsync(server, simulator, "simulator", events)));
            Console.WriteLine($"round {round + 1}: bare {rates[^1].Bare:N0} events/s, simulator {rates[^1].Simulator:N0} events/s, ratio {rates[^1].Simulator / rates[^1].Bare:F2}");
        }

        var ratios = rates.Select(r => r.Simulator / r.Bare).Order().ToArray();
        Console.WriteLine($"median ratio {ratios[ratios.Length / 2]:F2} ({ratios[0]:F2} to {ratios[^1]:F2}); {events:N0} events of 1.7 KB a round");
        return 0;
    }

    private static async Task<double> MeasureAsync(ServerProcess server, Reader reader, string sender, int events)
    {
        server.Tell($"{sender} {WarmUp}");
        await reader.ReadAsync(WarmUp);
        var before = Stopwatch.GetTimestamp();
        server.Tell($"{sender} {events}");
        await reader.ReadAsync(events);
        return events / Stopwatch.GetElapsedTime(before).TotalSeconds;
    }
}
