using System.Diagnostics;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Fleet.Recovery;

/// <summary>How a fleet came back after all its connections were reset at once.</summary>
/// <param name="Resumed">From the reset to the RESUMED of each shard, in order.</param>
/// <param name="Dropped">Connections that were reset.</param>
/// <param name="Identifies">Identifies since the reset, as the server counts.</param>
/// <param name="Events">Events handled in all.</param>
/// <param name="Lost">Events that the server made and the handler never got.</param>
/// <param name="Twice">Events that came again.</param>
internal sealed record RecoveryResult(IReadOnlyList<TimeSpan> Resumed, int Dropped, long Identifies, long Events, long Lost, long Twice)
{
    /// <summary>When so many of a hundred had resumed; infinite when it did not come to that.</summary>
    public double SecondsTo(double percent)
    {
        var count = Math.Max(1, (int)Math.Ceiling(Dropped * percent / 100));
        return count <= Resumed.Count ? Resumed[count - 1].TotalSeconds : double.PositiveInfinity;
    }
}

/// <summary>One fleet on real sockets, the simulator in another process, events all the time.</summary>
internal static class RecoveryRun
{
    private const string Token = "sim-token";
    private const double EventsPerSecond = 2; // Each shard.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public static async Task<RecoveryResult> OfAsync(int shards, StormOptions storm)
    {
        using var simulator = new SimulatorProcess();
        using var info = new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions { Token = Token, BaseAddress = simulator.HttpBaseUrl });
        var ledger = new RecoveryLedger(shards);
        await using var manager = new ShardManager(
            new ShardManagerOptions
            {
                Plan = ShardPlan.All(shards),
                Storm = storm,
                BudgetStore = new MemoryIdentifyBudgetStore(),
                Shard = new GatewayShardOptions
                {
                    Token = Token,
                    Intents = GatewayIntents.AllUnprivileged,
                    GatewayInfo = info,
                    IdentifyLimiter = NoLimiter.Instance,
                },
            },
            new WebSocketTransport(new WebSocketTransportOptions { UseProxy = false }));
        var run = manager.RunAsync(ledger);
        await (await Task.WhenAny(manager.WaitUntilReadyAsync(), run)).WaitAsync(Patience);
        simulator.SetRate(EventsPerSecond);
        await Task.Delay(Before);
        var result = await DropAsync(simulator, ledger);
        await manager.StopAsync();
        await run;
        return result;
    }

    private static async Task<RecoveryResult> DropAsync(SimulatorProcess simulator, RecoveryLedger ledger)
    {
        var identifies = simulator.Identifies;
        var (at, dropped) = simulator.DropAll();
        await UntilAsync(() => ledger.Resumed == dropped);
        await Task.Delay(After);
        simulator.SetRate(0);
        var sent = simulator.LastSequences;
        await UntilAsync(() => ledger.LostOf(sent) == 0);
        return new RecoveryResult(
            [.. ledger.ResumedAt.Select(t => Stopwatch.GetElapsedTime(at, t))], dropped,
            simulator.Identifies - identifies, ledger.Handled, ledger.LostOf(sent), ledger.Twice);
    }

    // What does not come is in the figures.
    private static async Task UntilAsync(Func<bool> condition)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(begin) < Patience)
        {
            await Task.Delay(PollInterval);
        }
    }
}
