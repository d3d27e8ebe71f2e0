using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Tests.Support;
using Gateway.Fleet.Tests.Support;
using Gateway.Simulator;
using Gateway.Simulator.InMemory;

namespace Gateway.Bench.Fleet.StartUp;

/// <summary>
/// Starts a fleet with the library's defaults against the simulator in one virtual world: one thread, one clock, one seed.
/// The same case gives the same times on every machine.
/// </summary>
internal static class StartUpRun
{
    private const int Seed = 1;
    private const string Token = "sim-token";

    public static StartUpResult Of(StartUpCase started)
    {
        var world = new VirtualWorld();
        var wire = new Random(Seed);
        var random = new Random(Seed);
        var server = new GatewayServer(ServerOptions(started), world.Time);
        using var front = new InMemoryGateway(
            server, world.Time, world.Post, () => started.IsSlow ? TimeSpan.FromMilliseconds(wire.Next(20, 401)) : TimeSpan.Zero);
        var manager = new ShardManager(
            new ShardManagerOptions
            {
                Plan = ShardPlan.All(started.Shards),
                BudgetStore = new MemoryIdentifyBudgetStore(),
                Shard = new GatewayShardOptions
                {
                    Token = Token,
                    Intents = GatewayIntents.AllUnprivileged,
                    GatewayInfo = new ServerInfo(server, Token),
                    TimeProvider = world.Time,
                    Scheduler = world,
                    Random = random.NextDouble,
                },
            },
            new SimulatorTransport(world, front));
        var readyAt = new List<TimeSpan>(started.Shards);
        var running = manager.RunAsync((dispatch, _) =>
        {
            if (dispatch.Name == "READY")
            {
                readyAt.Add(world.Now);
            }

            return ValueTask.CompletedTask;
        });
        world.RunUntil(() => readyAt.Count == started.Shards || running.IsCompleted, "all shards are Ready", 3 * started.Optimum);
        _ = manager.StopAsync();
        world.Await(running);
        return new StartUpResult(started, readyAt, server.Account.Counters.IdentifiesRefused);
    }

    // Heartbeats decide nothing here; fewer of them are faster.
    private static GatewayServerOptions ServerOptions(StartUpCase started) => new()
    {
        Seed = Seed,
        MaxConcurrency = started.MaxConcurrency,
        IdentifyTotal = 100_000,
        GuildCount = 0,
        HeartbeatInterval = TimeSpan.FromMinutes(10),
    };
}
