using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using StressBot.Options;

namespace StressBot.Simulation;

/// <summary>What the simulator of a run is like. Goes to the child as one line of JSON.</summary>
internal sealed record SimulationSettings
{
    public required string Token { get; init; }

    public required int Shards { get; init; }

    public required int MaxConcurrency { get; init; }

    public required double Rate { get; init; }

    public required FaultLevel Faults { get; init; }

    public required int Seed { get; init; }

    /// <summary>Whether events carry numbers of their own instead of being like Discord's; see <see cref="NumberedTraffic"/>.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>
    /// The longest outage of the mix, twice: a half-open connection is noticed after two heartbeats (4 s, with many shards
    /// 20 s), an op 9 adds up to 5 s, failed dials up to 6 s more. The replay buffer keeps what comes meanwhile.
    /// </summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(60);

    /// <summary>For GUILD_CREATE, RESUMED and the like, which the rate does not count.</summary>
    private const int ReplayReserve = 1000;

    private const int GuildsPerShard = 2;

    public SimulatorHostOptions ToHostOptions() => new()
    {
        Server = new GatewayServerOptions
        {
            Tokens = [Token],
            MaxConcurrency = MaxConcurrency,
            HeartbeatInterval = Scale.HeartbeatInterval(Shards),
            HeartbeatGrace = 2.5, // The usual 1.5 leaves one second, for which a busy machine may hold up a whole process.
            IdentifyTotal = 1_000_000, // A run of hours with heavy faults identifies more often than a bot may in a day.
            RecommendedShards = Shards,
            GuildCount = Math.Max(8, Shards * GuildsPerShard),
            ReplayCapacity = (int)Math.Min(10_000_000, (Rate * LongestOutage.TotalSeconds) + ReplayReserve),
            EventsPerSecond = IsNumbered ? 0 : Rate,
            Seed = Seed,
            FaultPlan = Faults switch
            {
                FaultLevel.None => FaultPlan.None,
                FaultLevel.Heavy => FaultPlan.Heavy(Seed),
                _ => FaultPlan.Default(Seed),
            },
        },
    };
}
