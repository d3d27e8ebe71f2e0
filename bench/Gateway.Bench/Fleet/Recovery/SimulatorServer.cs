using System.Diagnostics;
using System.Globalization;
using Gateway.Simulator;
using Gateway.Simulator.Hosting;

namespace Gateway.Bench.Fleet.Recovery;

/// <summary>The simulator as the other process: prints its address, then does what stdin says, until stdin ends.</summary>
internal static class SimulatorServer
{
    public const string Rate = "rate"; // Events a second and session; answers "done".
    public const string Drop = "drop"; // Answers with the time, on the clock of this host, and how many it were.
    public const string Identifies = "identifies"; // Answers how many there were.
    public const string Sequences = "sequences"; // Answers with the last sequence of each shard.

    public static async Task RunAsync()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions { Server = Options });
        Console.WriteLine(host.HttpBaseUrl);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(Answer(host.Server, line.Split(' ')));
        }
    }

    // Identifies without a wait: not the start is looked at here.
    private static GatewayServerOptions Options => new()
    {
        MaxConcurrency = 1024,
        IdentifyWindow = TimeSpan.Zero,
        IdentifyTotal = 1_000_000,
        GuildCount = 2000,
        MembersPerGuild = 5,
        ReplayCapacity = 10_000,
        HeartbeatGrace = 2.5, // A busy machine holds up whole processes.
    };

    private static string Answer(GatewayServer server, string[] words)
    {
        switch (words[0])
        {
            case Rate:
                server.Traffic.EventsPerSecond = double.Parse(words[1], CultureInfo.InvariantCulture);
                return "done";
            case Drop:
                var at = Stopwatch.GetTimestamp();
                return $"{at} {server.Faults.Reset(Target.All)}";
            case Identifies:
                return $"{server.Account.Counters.Identifies}";
            case Sequences:
                return string.Join(' ', server.Account.Sessions.Where(s => s.EndedAt is null).OrderBy(s => s.Shard.Index).Select(s => s.LastSequence));
            default:
                throw new InvalidOperationException($"'{words[0]}' is not a verb. Allowed: {Rate}, {Drop}, {Identifies}, {Sequences}.");
        }
    }
}
