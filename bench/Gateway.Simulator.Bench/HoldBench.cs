using System.Diagnostics;

namespace Gateway.Simulator.Bench;

/// <summary>Many connections at the same time.</summary>
internal static class HoldBench
{
    public static async Task<int> RunAsync(int connections)
    {
        using var server = new ServerProcess();
        using (await Identified.ConnectAsync(server.SimulatorPort, 0, connections))
        {
            // The first one loads what all share.
        }

        var (empty, _) = server.Ask();
        var readers = new List<Reader>();
        var before = Stopwatch.GetTimestamp();
        for (var i = 0; i < connections; i++)
        {
            readers.Add(await Identified.ConnectAsync(server.SimulatorPort, i, connections));
        }

        var took = Stopwatch.GetElapsedTime(before);
        foreach (var reader in readers)
        {
            await reader.SendAsync("""{"op":1,"d":1}""");
            await reader.ReadAsync(1);
        }

        var (full, sessions) = server.Ask();
        Console.WriteLine($"{sessions} of {connections} connections hold a session and were ACKed a heartbeat; READY for all took {took.TotalSeconds:F1} s;"
            + $" {(full - empty) / 1024.0 / connections:F1} KB of the server's resident memory each");
        readers.ForEach(r => r.Dispose());
        return sessions == connections ? 0 : 1;
    }
}
