using Gateway.Core;

namespace StressBot.Options;

/// <summary>Where the simulator runs.</summary>
internal enum SimulatorMode
{
    /// <summary>In this process.</summary>
    InProcess,

    /// <summary>In a process of its own, so that what the client costs can be told apart.</summary>
    Child,
}

/// <summary>How much goes wrong.</summary>
internal enum FaultLevel
{
    None,
    Default,
    Heavy,
}

/// <summary>What happens to shards in the middle of a run.</summary>
internal enum Interlude
{
    None,

    /// <summary>The simulator resets every connection.</summary>
    Storm,

    /// <summary>The client's process stops, and another one goes on with its sessions.</summary>
    Restart,

    /// <summary>The client's process is killed, and another one goes on from what the library had saved of it.</summary>
    Kill,

    /// <summary>One shard goes from this process to a child.</summary>
    HandOver,
}

/// <summary>What a test breaks in the client, to see that it is found out. Not on the command line.</summary>
internal enum Sabotage
{
    None,

    /// <summary>One event does not reach the account.</summary>
    Skip,

    /// <summary>One event reaches it twice.</summary>
    Duplicate,

    /// <summary>One shard leaves a good session and identifies anew.</summary>
    GiveUp,

    /// <summary>A restart finds no sessions.</summary>
    Forget,
}

/// <summary>What is asked for on the command line.</summary>
internal sealed record StressOptions
{
    /// <summary>How many shards; null: 4 against the simulator, else what the gateway recommends.</summary>
    public int? Shards { get; init; }

    /// <summary>How long, against the simulator once all shards are up; null: 30 s, or until Ctrl+C when live.</summary>
    public TimeSpan? Duration { get; init; }

    public SimulatorMode Simulator { get; init; }

    /// <summary>Events a second and shard that the simulator makes; null: as many as a machine can bear with so many shards.</summary>
    public double? Rate { get; init; }

    /// <summary>Null: the default mix; none when an interlude is to show what it costs by itself.</summary>
    public FaultLevel? Faults { get; init; }

    /// <summary>The simulator's identify buckets; null: see <see cref="Scale"/>.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Connections that the client dials a second at most; null: no cap.</summary>
    public int? ConnectCap { get; init; }

    public Interlude Interlude { get; init; }

    /// <summary>From one shard count to another in the middle; null: no resharding.</summary>
    public ReshardSpec? Reshard { get; init; }

    /// <summary>Null: a new one each time.</summary>
    public int? Seed { get; init; }

    public DeliveryMode Delivery { get; init; } = DeliveryMode.Queued;

    public string? ReportFile { get; init; }

    /// <summary>Another gateway than the simulator: its WebSocket address, or the base of its HTTP API.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>The environment variable with the token of <see cref="Gateway"/>.</summary>
    public string? TokenEnv { get; init; }

    public bool Live { get; init; }

    public Uri? AlertWebhook { get; init; }

    public bool Verbose { get; init; }

    public bool Help { get; init; }

    /// <summary>Hidden: be the server for a parent that speaks over stdin.</summary>
    public bool Serve { get; init; }

    /// <summary>Hidden: be the client for a parent that speaks over stdin.</summary>
    public bool Client { get; init; }

    public Sabotage Sabotage { get; init; }

    public FaultLevel FaultsInflicted => Faults ?? (Interlude == Interlude.None ? FaultLevel.Default : FaultLevel.None);

    public bool UsesSimulator => !Live && Gateway is null;
}
